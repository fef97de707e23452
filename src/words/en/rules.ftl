# The rules of the check by their ids, and what they say of a text: written by a test out of the literals in src/check/.

rule-term-missing = a term of the glossary has none of its renderings
rule-term-forbidden = a term has a rendering that the glossary forbids
rule-term-case = a term that is not translated, or whose capitals count, is written otherwise
rule-term-inconsistent = a term is rendered as agreed in some places and otherwise in others
rule-name-romanisation = the pinyin of a person's name does not fit its characters, or its order changes
rule-number = a number is missing, different, or has no ground in the Chinese
rule-unit = a figure is right and its unit, currency, day, half of the day or era is another
rule-omission = a sentence, or much of one, has no English
rule-addition = English that has no Chinese, or says much more
rule-moved = a passage stands elsewhere in the English
rule-untranslated = Chinese is left in the English
rule-repeated-word = a word stands twice in a row
rule-pairing = quotation marks or brackets are not paired
rule-full-width = full-width marks, letters or digits are left in the English
rule-end-mark = a question has become a statement, or a statement a question
rule-end-missing = a sentence of running text has lost the mark at its end, or was cut off
rule-same-source = the same Chinese sentence is translated differently
rule-same-target = different Chinese sentences have the same English
rule-markup = a link, address, placeholder, footnote or code is missing or changed
rule-speaker = the label of a speaker is missing, or is that of another
rule-length = the English is unusually long or short against the Chinese
rule-low-confidence = it is doubtful whether these sentences belong together
rule-double-space = spaces too many, or missing behind a mark
rule-stale = the Chinese has changed since its English was written
rule-review = a second reader doubts the English
rule-text-missing = a text of the project has no English
rule-text-extra = an English text of the project has no Chinese

## check/rules/addition.rs

m-the-english-is-much-too-f07b = the English is much too long: { $a } times what is usual
m-this-has-no-chinese-582a = this { $what } has no Chinese: { $text }
m-this-heading-has-no-chinese-8e24 = this heading has no Chinese: { $text }

## check/rules/double_space.rs

m-there-are-several-spaces-22e3 = there are several spaces
m-there-is-a-space-before-0220 = there is a space before a mark
m-there-is-no-space-behind-35ed = there is no space behind a mark

## check/rules/end_mark.rs

m-the-chinese-asks-the-english-5d0b = the Chinese asks, the English does not
m-the-english-asks-the-chinese-8ede = the English asks, the Chinese does not

## check/rules/end_missing.rs

m-the-chinese-ends-a-sentence-4a14 = the Chinese ends a sentence here, the English has no end mark

## check/rules/full_width.rs

m-is-of-chinese-typesetting-write-f248 = "{ $run }" is of Chinese typesetting: write "{ $a }"

## check/rules/length.rs

m-the-english-has-per-cent-7092 = the English has { $share } per cent of the length that is usual in this text
m-the-english-is-times-as-a176 = the English is { $times } times as long as is usual in this text

## check/rules/low_confidence.rs

m-these-may-not-belong-together-035a = these may not belong together (confidence { $confidence })

## check/rules/markup.rs

m-are-not-in-the-english-790f = { $a } are not in the English
m-has-become-b340 = { $a } has become { $b }
m-is-not-in-the-chinese-85c8 = { $a } is not in the Chinese
m-is-not-in-the-english-38fc = { $a } is not in the English
m-and-more-like-this-4b94 = { $before }, and { $a } more like this

## check/rules/moved.rs

m-this-stands-elsewhere-in-the-46e2 = this { $a } stands elsewhere in the English{ $line }: { $b }
m-in-line-1d9f = { $before }, in line { $line }

## check/rules/name_romanisation.rs

m-is-in-pinyin-d499 = "{ $written }": { $name } is { $spelt } in pinyin
m-is-in-of-places-c8b7 = "{ $written }": { $name } is "{ $other }" in { $a } of { $b } places ({ $place })
m-elsewhere-is-de08 = "{ $written }": elsewhere { $name } is "{ $other }"

## check/rules/number.rs

m-but-in-the-next-cell-6120 = { $before }, but in the next cell
m-which-has-485b = { $before }, which has { $a }
m-has-another-order-of-magnitude-0661 = { $written } has another order of magnitude than { $english }
m-is-below-zero-and-not-5d9e = { $written } is below zero, and not so in the English

## check/rules/omission.rs

m-hardly-anything-of-this-is-6e7d = hardly anything of this is in the English
m-nothing-of-this-is-in-bcd9 = nothing of this is in the English
m-perhaps-this-is-not-in-383a = perhaps this is not in the English
m-the-english-is-much-too-f92a = the English is much too short: { $a } per cent of what is usual
m-this-has-no-english-962b = this { $what } has no English: { $text }
m-this-heading-has-no-english-64b5 = this heading has no English: { $text }

## check/rules/pairing.rs

m-a-quotation-mark-has-no-9ebf = a quotation mark has no counterpart
m-this-bracket-is-not-closed-3c62 = this bracket is not closed
m-this-bracket-was-not-opened-0eb7 = this bracket was not opened
m-this-quotation-is-not-closed-c6cf = this quotation is not closed
m-this-quotation-was-not-opened-9ffb = this quotation was not opened

## check/rules/repeated_word.rs

m-the-word-stands-twice-c272 = "{ $one } { $other }": the word stands twice

## check/rules/review.rs

m-the-second-reader-doubts-this-6a40 = the second reader { $a } doubts this: { $b }

## check/rules/same_source.rs

m-the-same-chinese-is-in-4d0c = the same Chinese is "{ $words }" in { $a } of { $b } places ({ $place })
m-the-same-chinese-is-elsewhere-3f96 = the same Chinese is elsewhere "{ $words }"

## check/rules/same_target.rs

m-this-english-also-stands-for-a0a1 = this English also stands for { $words }
m-this-english-also-stands-for-5e4f = this English also stands for { $words } ({ $place })

## check/rules/speaker.rs

m-the-label-of-is-elsewhere-a7a5 = the label of { $a } is "{ $usual }" elsewhere
m-the-label-of-is-missing-112a = the label of { $a } is missing
m-the-label-of-is-missing-b400 = the label of { $a } is missing ("{ $usual }:")
m-speaks-but-is-the-label-177f = { $a } speaks, but "{ $label }" is the label of { $other }

## check/rules/stale.rs

m-the-chinese-of-this-is-9747 = the Chinese of this is gone; it was { $a }
m-this-was-made-of-other-6ee0 = this was made of other Chinese: it was { $a } and is { $b }

## check/rules/term_case.rs

m-is-to-be-written-0547 = "{ $written }" is to be written "{ $form }"
m-is-missing-it-stays-as-4f47 = { $a } is missing: it stays as it is

## check/rules/term_forbidden.rs

m-is-rendered-which-the-glossary-5a3d = { $a } is rendered "{ $written }", which the glossary forbids: write "{ $b }"

## check/rules/term_inconsistent.rs

m-is-rendered-as-agreed-in-3b9f = { $term } is rendered as agreed in { $places } and otherwise in { $other }

## check/rules/term_missing.rs

m-of-places-have-none-of-6bd7 = { $about }: { $a } of { $all } places have none of its renderings ("{ $preferred }")
m-of-places-say-the-glossary-7334 = { $about }: { $a } of { $all } places say "{ $said }", the glossary says "{ $preferred }"
m-it-stands-in-the-next-f911 = { $before } (it stands in the next sentence)
m-it-stands-in-the-sentence-27ad = { $before } (it stands in the sentence before)
m-but-2903 = { $before }, but "{ $a }"
m-but-as-f66a = { $before }, but as "{ $a }"
m-only-as-8cf7 = { $before }, only as "{ $a }"
m-a-word-of-the-same-a389 = { $before }; a word of the same family stands there
m-its-place-in-so-long-6f00 = { $before }; its place in so long a list cannot be told
m-nothing-of-its-clause-is-6481 = { $before }; nothing of its clause is there
m-nothing-stands-in-its-place-37ed = { $before }; nothing stands in its place
m-nothing-stands-where-it-would-fcf6 = { $before }; nothing stands where it would
m-perhaps-a-pronoun-stands-for-f4e4 = { $before }; perhaps a pronoun stands for it
m-the-name-beside-it-may-695b = { $before }; the name beside it may stand alone
m-the-sentence-is-translated-freely-f93d = { $before }; the sentence is translated freely
m-is-not-rendered-as-6276 = { $term } is not rendered as "{ $target }"

## check/rules/unit.rs

m-it-grew-to-times-as-2f71 = it grew to { $a } times as much, and is { $b } in the English
m-percent-of-the-price-is-5729 = { $share } percent of the price is left, { $a } percent off
m-is-before-christ-and-not-3576 = { $written } is before Christ, and not so in the English
m-is-not-before-christ-and-1d77 = { $written } is not before Christ, and is so in the English

## check/rules/untranslated.rs

m-chinese-is-left-in-the-1ffe = Chinese is left in the English: { $run }
m-the-sentence-is-still-chinese-91c3 = the sentence is still Chinese

## check/stretches.rs

m-a-cell-of-a-table-34a0 = a cell of a table
m-a-row-of-a-table-af18 = a row of a table
m-has-no-chinese-946a = has no Chinese
m-has-no-english-162b = has no English
m-have-no-chinese-c5db = have no Chinese
m-have-no-english-f563 = have no English
m-the-section-5f9e = the section "{ $a }" ({ $size })
m-these-headings-8c84 = these { $a } headings
m-these-3060 = these { $size }
m-this-heading-bffb = this heading
m-and-of-a-table-ec18 = { $a } and { $rows } of a table
m-cells-of-a-table-6c14 = { $a } cells of a table
m-items-of-a-list-d114 = { $a } items of a list
m-from-to-a368 = { $before }: from "{ $a }" to "{ $b }"
m-sections-a04e = { $many } sections ({ $size })
m-of-a-table-4745 = { $rows } of a table
m-rows-of-a-table-af0e = { $rows } rows of a table
m-elsewhere-in-the-english-ec56 = { $stands } elsewhere in the English
m-elsewhere-in-the-english-from-2a90 = { $stands } elsewhere in the English, from line { $line } on
