# Built pages: src/edition/html/. Only words, { $name }, and a select over one and other for a whole text.
