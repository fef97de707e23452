# Built pages: src/edition/html/. Only words, { $name }, and a select over one and other for a whole text; no signs of
# markup. What a script says begins with page-js-.

page-skip = Skip to the text
page-skip-contents = Skip to the contents
page-view = View
page-columns = Columns
page-interleaved = Interleaved
page-search = Search
page-search-both = Search both texts
page-search-all = Search all texts
page-hit-before = Previous hit
page-hit-after = Next hit
page-more = More
page-hide-low = Hide low-confidence marks
page-print = Print
page-sentence = Sentence
page-copy-both = Copy both
page-copy-link = Copy link
page-let-go = Let go

page-keys = Keys
page-key-sentence = next, previous sentence; so do { $down } { $up }
page-key-counterpart = its counterpart
page-key-pin = pin the sentence, or let it go
page-key-copy = copy the sentence, its counterpart and their source
page-key-link = copy a link to the sentence
page-key-chapter = previous, next chapter
page-key-text = previous, next text
page-key-search = search; { $enter } and { $shift } { $enter } lead from hit to hit
page-key-leave = leave the search, let go
page-key-list = this list
page-close = Close

page-contents = Contents
page-texts = Texts
page-all-texts = All texts
page-previous-text = Previous text: { $title }
page-next-text = Next text: { $title }
page-around = Previous and next text
page-chinese-only = Chinese only
page-not-here = not in this edition
page-glossary = Glossary
page-cover = Cover
page-image = Image
page-note-back = Back to the sign of note { $number }
page-note-back-place = Back to the sign of note { $number }, place { $place }

page-proof = Proof sheet
page-not-translated = Not translated yet
page-not-translated-yet = not translated yet
page-texts-not-translated = { $texts } not translated
page-untranslated = { $count } untranslated
page-doubtful = { $count } of low confidence
page-moved = { $count } moved
page-findings = Findings
page-suggestion = Suggestion: { $words }
page-is-untranslated = untranslated
page-is-added = added
page-is-moved = moved
page-is-doubtful = low confidence

page-js-language = en
page-js-copied = Copied
page-js-not-copied = The browser does not let it be copied
page-js-hit = { $at } of { $all }
page-js-none = none
page-js-others = Found in other texts
page-js-needs = the search needs { $file }
page-js-more = and { $count } more
page-js-found = { $texts ->
    [one] { $count } in { $texts } text
   *[other] { $count } in { $texts } texts
}
page-js-found-others = { $texts ->
    [one] { $count } in { $texts } other text
   *[other] { $count } in { $texts } other texts
}
