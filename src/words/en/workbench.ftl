# The workbench: src/review/assets/. Only words, { $name }, and a select over one and other for a whole text.
