# What the library and the command say in English: written by a test out of the literals in src/.

## align/aligner.rs

m-a-locked-bead-lies-outside-5e6d = a locked bead lies outside the texts
m-it-takes-one-for-each-5821 = it takes one for each Chinese sentence, empty where there is none
m-no-bead-can-keep-this-866b = no bead can keep this anchor
m-sentences-are-counted-from-0-c3b8 = sentences are counted from 0, those of both sides in order
m-translations-for-sentences-e6a2 = { $a } translations for { $n } sentences

## align/weights.rs

m-build-the-program-again-with-507d = build the program again with src/align/weights.json as it was learned
m-the-compiled-in-weights-cannot-295e = the compiled-in weights cannot be used: { $what }
m-there-are-none-for-4b7b = there are none for { $stage }
m-is-no-shape-f4fa = { $name } is no shape

## bitext/desk.rs

m-proposed-c105 = proposed: { $a }

## bitext/edit/decisions.rs

m-duizhao-status-lists-those-that-8b27 = duizhao status lists those that are
m-duizhao-status-lists-those-that-0474 = duizhao status lists those that there are
m-it-holds-24f6 = it holds
m-kept-the-edit-6fa7 = kept the edit
m-the-link-is-not-in-1a56 = the link { $a } is not in conflict
m-there-is-no-lost-decision-d8bb = there is no lost decision { $a }
m-took-what-the-text-has-cea1 = took what the text has

## bitext/edit/links.rs

m-it-is-the-end-of-1666 = it is the end of the text
m-look-at-the-link-again-bf0b = look at the link again
m-merged-links-6226 = merged { $number } links
m-name-the-first-and-the-addf = name the first and the last of several
m-one-of-both-parts-would-cc0c = one of both parts would be empty
m-resolve-the-conflict-first-e5ee = resolve the conflict first
m-shift-as-many-as-there-83da = shift as many as there are, or fewer
m-shifted-to-the-link-6bba = shifted { $count } { $what } to the { $which } link
m-split-between-two-sentences-of-78a0 = split between two sentences of a side
m-the-english-of-the-link-3d8e = the English of the link { $a } is not in its text yet
m-the-first-link-is-not-4d3f = the first link is not one without English
m-the-link-is-in-conflict-eaf6 = the link { $a } is in conflict with its text
m-the-link-has-sentences-on-f157 = the link has { $a } sentences on that side
m-the-link-has-chinese-and-b05e = the link has { $sources } Chinese and { $targets } English sentences, fewer than the first part was to get
m-the-link-has-one-side-62fe = the link has one side only
m-the-neighbour-s-sentences-stand-48c8 = the neighbour's sentences stand elsewhere
m-the-second-link-is-not-57c6 = the second link is not one without Chinese
m-their-sentences-do-not-stand-6f66 = their sentences do not stand together
m-there-is-no-link-on-186c = there is no link on that side
m-there-is-nothing-to-unlink-bc07 = there is nothing to unlink
m-this-is-one-link-1419 = this is one link
m-took-the-note-away-4620 = took the note away
m-unlink-it-and-link-its-35e6 = unlink it and link its parts by themselves
m-unlink-it-first-or-shift-3d6e = unlink it first, or shift its sentences
m-unlink-what-stands-elsewhere-first-0fc6 = unlink what stands elsewhere first
m-write-it-first-duizhao-align-b8f2 = write it first (duizhao align), or merge the link with its neighbour

## bitext/edit/mod.rs

m-it-has-been-split-merged-a53b = it has been split, merged or taken apart since: look at the text again
m-there-is-no-link-9f02 = there is no link { $a }

## bitext/edit/rewrite.rs

m-changed-nothing-c805 = changed nothing
m-edited-but-the-text-has-10be = edited, but the text has been changed otherwise: a conflict
m-took-the-english-out-3e98 = took the English out

## bitext/edit/said.rs

m-it-may-have-been-decided-3bac = it may have been decided: look at the link again
m-it-may-have-been-taken-82a3 = it may have been taken away: look at the link again
m-nobody-proposes-this-32df = nobody proposes this
m-nobody-proposes-this-for-the-7682 = nobody proposes this for the link { $a }
m-propose-other-english-336b = propose other English
m-the-comment-has-no-words-fece = the comment has no words
m-the-link-has-no-english-afdf = the link { $a } has no English that could be { $b }
m-the-link-has-no-such-c16a = the link { $a } has no such comment
m-took-the-comment-away-d549 = took the comment away
m-what-is-proposed-is-what-e89d = what is proposed is what the link has
m-write-its-english-first-or-4270 = write its English first, or ask a question about it
m-write-some-37d5 = write some

## bitext/format/aspect.rs

m-1-block-that-is-more-2774 = 1 block that is more than a paragraph of one link
m-1-confidence-a639 = 1 confidence
m-any-text-5a09 = any text
m-blocks-and-their-kinds-d337 = blocks and their kinds
m-comments-on-73bb = comments on { $after }
m-control-characters-in-704b = control characters in { $after }
m-control-characters-in-notes-a329 = control characters in notes
m-control-characters-in-sentences-dd15 = control characters in sentences
m-decisions-that-found-no-place-15f2 = decisions that found no place
m-language-tag-9533 = language tag
m-links-with-an-empty-side-7439 = links with an empty side
m-moved-link-06f0 = moved link
m-names-of-19cb = names of { $after }
m-places-in-the-source-files-5c57 = places in the source files
m-places-of-084b = places of { $after }
m-proposals-for-9eaf = proposals for { $after }
m-rejected-link-ccd6 = rejected link
m-rejected-links-b54d = rejected links
m-tabs-and-line-breaks-in-abc2 = tabs and line breaks in { $after }
m-tabs-and-line-breaks-in-06a7 = tabs and line breaks in sentences
m-the-names-of-the-texts-b50a = the names of the texts
m-the-order-of-857f = the order of { $after }
m-the-order-of-moved-links-a795 = the order of moved links
m-the-tags-of-the-languages-8ea0 = the tags of the languages
m-the-words-of-e03e = the words of { $after }
m-what-a-newer-version-wrote-3bd9 = what a newer version wrote
m-what-changed-since-a-link-019f = what changed since a link was made
m-what-changed-since-of-6f1d = what changed since of { $after }
m-where-one-sentence-of-a-68d2 = where one sentence of a link ends and the next begins
m-white-space-beyond-single-spaces-b6fe = white space beyond single spaces
m-white-space-beyond-single-spaces-b0ad = white space beyond single spaces in { $after }
m-who-gave-9bad = who gave { $after }
m-who-gave-stages-and-when-515a = who gave stages, and when
m-in-their-files-01c9 = { $before } in their files
m-of-a-newer-version-fba0 = { $before } of a newer version
m-of-sentences-inside-links-b4e1 = { $before } of sentences inside links
m-with-an-empty-side-1e90 = { $before } with an empty side
m-without-a-place-6a68 = { $before } without a place
m-blocks-that-are-more-than-1ad3 = { $number } blocks that are more than a paragraph of one link
m-confidences-7617 = { $number } confidences

## bitext/format/intertext/link.rs

m-is-no-pair-of-lists-6032 = "{ $targets }" is no pair of lists of sentences
m-an-alignment-of-intertext-begins-1773 = an alignment of InterText begins <linkGrp toDoc="a.en.xml" fromDoc="a.zh.xml">
m-name-the-alignment-and-not-7af5 = name the alignment and not one of its texts
m-the-attribute-is-missing-109c = the attribute { $name } is missing
m-this-is-no-alignment-of-d18c = this is no alignment of InterText: its outermost element is <{ $name }>
m-xtargets-looks-like-1-1-7d94 = xtargets looks like "1:1;1:1 1:2"

## bitext/format/intertext/read.rs

m-is-linked-twice-4514 = "{ $a }" is linked twice
m-export-the-alignment-and-both-73fc = export the alignment and both texts again, together
m-its-sentences-do-not-follow-b02d = its sentences do not follow one another
m-link-77a0 = link { $a }: { $what }
m-has-no-sentence-with-the-1921 = { $file } has no sentence with the id "{ $id }"

## bitext/format/intertext/text.rs

m-have-intertext-number-them-anew-ead0 = have InterText number them anew
m-there-are-two-sentences-with-e6a0 = there are two sentences with the id "{ $id }"

## bitext/format/jsonl.rs

m-a-bead-with-after-needs-b3e4 = a bead with "after" needs a "moved" number, too
m-a-bitext-file-starts-with-95d7 = a bitext file starts with a header line; `duizhao align` makes one
m-a-repeated-sentence-has-2-9de6 = a repeated sentence has .2, .3… after its id; align again to have ids written anew
m-a-sentence-s-block-at-3ea4 = a sentence's "block", "at" or "bytes" leads out of its file
m-delete-the-line-7c87 = delete the line
m-duizhao-align-zh-en-o-7679 = duizhao align ZH EN -o (this file) keeps the decisions of both versions; or keep one of the two versions of each line, and delete the marker lines
m-git-left-a-conflict-here-bdd5 = git left a conflict here that is not resolved
m-it-is-empty-5e19 = it is empty
m-it-was-written-by-a-48b7 = it was written by a newer duizhao: update this one
m-not-a-line-of-a-4799 = not a line of a bitext file: { $what }
m-put-into-one-of-these-2d42 = put into one of these beads' "after" the id of a sentence that is not moved
m-put-there-the-id-of-099d = put there the id of the target sentence before it, or align again
m-the-bead-holds-no-sentence-574b = the bead holds no sentence of either side
m-the-confidence-is-and-not-484f = the confidence is { $a } and not in 0..=1
m-the-file-has-version-and-45d8 = the file has version { $version }, and this program reads up to { $version }
m-the-header-has-no-version-51a5 = the header has no version
m-the-header-starts-duizhao-bitext-9921 = the header starts {"{"}"duizhao":"bitext","version":2,…{"}"}
m-the-moved-bead-stands-after-10b4 = the moved bead stands after "{ $a }", and no target sentence has that id
m-the-moved-bead-stands-after-365a = the moved bead stands after a sentence that stands after it
m-the-sentence-id-stands-in-3371 = the sentence id "{ $a }" stands in line { $other }, too
m-they-are-told-from-the-5fef = they are told from the sentence before; align again to have them written anew
m-this-is-not-a-bitext-da35 = this is not a bitext file: its first line is no header
m-write-version-2-c269 = write "version":2

## bitext/format/links.rs

m-a-is-missing-here-1393 = a "{ $c }" is missing here
m-a-line-of-links-looks-2943 = a line of links looks like [0, 1]:[0], with [] for none
m-a-number-is-missing-here-f059 = a number is missing here
m-the-number-is-too-large-7a26 = the number { $a } is too large

## bitext/format/losses.rs

m-first-in-7104 = first in { $after }
m-line-d091 = { $before } ({ $first }line { $a })

## bitext/format/mod.rs

m-csv-table-ec1e = CSV table
m-excel-workbook-5971 = Excel workbook
m-intertext-alignment-3ddb = InterText alignment
m-json-lines-a-link-a-d3f1 = JSON Lines, a link a line; holds everything and merges well in git
m-moses-parallel-corpus-6c1d = Moses parallel corpus
m-po-catalogue-of-gettext-ef0c = PO catalogue of gettext
m-tmx-1-4b-translation-memory-f7b0 = TMX 1.4b translation memory
m-xliff-1-2-e5e5 = XLIFF 1.2
m-xliff-2-1-6d27 = XLIFF 2.1
m-0-1-0-a-line-8937 = `[0, 1]:[0]` a line, indices of sentences from 0, as scoring tools read
m-a-table-with-a-header-fa35 = a table with a header, a link a row, for spreadsheets and scripts
m-a-table-with-filters-and-1c9e = a table with filters and a list of statuses; tables of others are read by the names of their columns
m-an-alignment-and-two-texts-f3b4 = an alignment and two texts as XML, NAME.zh.xml and NAME.en.xml beside it, for the InterText editor
m-bitext-format-9e3e = bitext format
m-bitexts-are-read-from-29ee = bitexts are read from { $a }
m-convert-it-to-bitext-jsonl-7c80 = convert it to .bitext.jsonl
m-duizhao-project-file-eea3 = duizhao project file
m-for-poedit-weblate-and-whatever-b0f7 = for Poedit, Weblate and whatever else translators of programs use
m-name-a-file-to-write-acd4 = name a file to write to: NAME.{ $ends }
m-name-the-format-or-let-1e8f = name the format, or let the name end with { $a }
m-save-it-as-utf-8-001c = save it as UTF-8
m-sentence-links-6801 = sentence links
m-such-tools-take-xliff-1-8fa8 = such tools take XLIFF 1.2: NAME.xliff12.xlf
m-tab-separated-table-0f54 = tab-separated table
m-the-file-is-not-utf-1a55 = the file is not UTF-8
m-the-same-columns-as-plain-e159 = the same columns as plain text
m-the-same-for-older-tools-c634 = the same for older tools; what Trados, memoQ and Phrase make of it is read
m-two-plain-texts-name-zh-97ab = two plain texts, NAME.zh and NAME.en, a link a line, for training translation systems
m-what-translation-tools-exchange-b97c = what translation tools exchange
m-what-translation-tools-work-on-69c1 = what translation tools work on, sentence by sentence; 1.2 and 2.0 are read as well as 2.1
m-takes-several-files-and-there-6ff1 = { $a } takes several files, and there is only one stream to write to
m-hold-no-texts-so-no-7aee = { $a }: { $b } hold no texts, so no bitext can be read from them
m-takes-several-files-and-this-afbe = { $a }: { $b } takes several files, and this is only one of them
m-is-read-and-written-by-ef8f = { $a }: .{ $ending } is read, and written by its own tool only
m-the-name-does-not-tell-72bb = { $a }: the name does not tell which bitext format it is

## bitext/format/moses.rs

m-each-line-is-the-translation-80f6 = each line is the translation of the same line of the other file
m-the-name-does-not-tell-f909 = the name does not tell which language it is
m-the-two-texts-are-called-37d7 = the two texts are called NAME.zh and NAME.en
m-has-no-line-for-this-764a = { $a } has no line for this one: it has { $b }, and here are { $c }

## bitext/format/sheet/as_bitext.rs

m-that-is-no-table-8885 = that is no table
m-with-a-cell-that-is-2b72 = with a cell that is no text

## bitext/format/sheet/csv.rs

m-begin-with-a-line-such-c351 = begin with a line such as: number,source,target,status,note
m-line-3b25 = line { $line }
m-not-csv-f3c9 = not CSV: { $error }
m-the-first-line-does-not-e5ae = the first line does not name a column of Chinese and one of English

## bitext/format/sheet/docx/read.rs

m-a-comment-of-that-is-71b4 = a comment of { $a } that is on no row: { $b }
m-changes-of-the-chinese-are-95ed = changes of the Chinese are not taken in
m-name-them-in-the-first-6fd8 = name them in the first row of the table: Chinese, English
m-no-table-in-it-has-3505 = no table in it has a row that names a column of Chinese and one of English
m-row-39bd = row { $a }
m-save-it-as-docx-f6ff = save it as .docx
m-table-row-7ba8 = table { $number }, row { $a }
m-this-is-no-word-document-adcc = this is no Word document: it has no text
m-changes-that-are-recorded-outside-ed7d = { $a } changes that are recorded outside of tables ({ $start }…)

## bitext/format/sheet/po/read.rs

m-a-po-file-has-entries-945d = a PO file has entries of msgid and msgstr
m-a-string-that-belongs-to-9f16 = a string that belongs to nothing
m-a-string-without-its-end-ae5f = a string without its end
m-msgfmt-c-says-what-is-9fa0 = msgfmt -c says what is wrong with a catalogue
m-of-its-plural-forms-the-821d = of its plural forms the first was read
m-there-is-no-entry-in-5276 = there is no entry in it
m-this-is-no-line-of-ab29 = this is no line of a PO file
m-obsolete-entries-a7bd = { $obsolete } obsolete entries

## bitext/format/sheet/xlsx.rs

m-a-text-is-longer-than-677c = a text is longer than the { $longest } characters that a cell may hold: take docx, po or xliff
m-cannot-be-read-02fe = cannot be read: { $error }
m-has-too-many-merged-cells-4908 = has too many merged cells
m-is-a-date-and-no-738e = is a date and no text
m-is-a-formula-and-no-bbaa = is a formula and no text
m-is-an-error-a047 = is an error
m-name-them-in-the-first-b68d = name them in the first row, such as: number, source, target, status, note
m-no-row-names-a-column-4414 = no row names a column of Chinese and one of English
m-no-sheet-has-a-row-ea9b = no sheet has a row that names a column of Chinese and one of English
m-save-it-as-xlsx-or-1dc5 = save it as .xlsx or .csv
m-sheet-row-8a5b = sheet "{ $name }", row { $a }
m-sheet-d925 = sheet "{ $name }": { $what }
m-the-cell-of-e4aa = the cell of { $a } { $fault }
m-there-is-a-cell-far-9ae4 = there is a cell far outside of the table, in row { $a }, column { $b }
m-this-is-not-a-workbook-f543 = this is not a workbook: { $error }

## bitext/format/tmx/read.rs

m-tmx-is-not-read-f62c = TMX { $version } is not read
m-export-it-as-tmx-1-8670 = export it as TMX 1.4
m-in-beside-that-is-taken-a0f0 = in { $a }, beside { $taken } that is taken
m-inline-code-0529 = inline code
m-inside-inline-codes-12a6 = inside inline codes
m-none-of-its-units-has-454d = none of its { $a } units has both Chinese and English text
m-of-the-file-2ef9 = of the file
m-second-variant-4ce0 = second variant
m-the-languages-in-it-are-dc3a = the languages in it are { $a }
m-this-is-no-tmx-file-e8c6 = this is no TMX file: its outermost element is <{ $name }>
m-with-empty-5c6c = with empty { $language }
m-without-e86b = without { $language }

## bitext/format/tsv.rs

m-a-cell-may-not-hold-0e8b = a cell may not hold a tab
m-begin-with-a-line-of-de98 = begin with a line of names between tabs: { $a }
m-of-the-column-644e = of the column "{ $name }"
m-the-confidence-is-no-number-e0b7 = the confidence "{ $cell }" is no number in 0..=1
m-the-first-line-does-not-e430 = the first line does not name the columns source and target
m-the-row-has-cells-and-93f4 = the row has { $a } cells, and the header names { $b } columns

## bitext/format/xliff/read.rs

m-xliff-is-not-read-996f = XLIFF { $version } is not read
m-binary-unit-3a7c = binary unit
m-export-it-as-xliff-2-4ea9 = export it as XLIFF 2.1 or 1.2
m-from-to-7725 = from "{ $source }" to "{ $target }"
m-glossary-entry-6bd7 = glossary entry
m-it-is-and-not-chinese-d91b = it is { $which }, and not Chinese and English
m-make-two-of-it-b750 = make two of it
m-metadata-group-6edb = metadata group
m-of-files-and-groups-33dd = of files and groups
m-that-was-recorded-d740 = that was recorded
m-this-file-is-translated-the-ad36 = this file is translated the other way round than the one before it
m-this-is-no-xliff-file-5c0d = this is no XLIFF file: its outermost element is <{ $name }>
m-with-translate-no-6c30 = with translate="no"

## bitext/format/xml.rs

m-broken-xml-979a = broken XML: { $error }
m-broken-xml-the-file-ends-e2bb = broken XML: the file ends inside an element
m-it-was-cut-off-fetch-9fdb = it was cut off: fetch it again
m-the-encoding-is-not-known-529c = the encoding "{ $label }" is not known
m-the-entities-of-its-document-8afa = the entities of its document type stand for too much text
m-the-entity-is-not-read-e5f2 = the entity &{ $name }; is not read
m-the-file-is-utf-32-1bba = the file is UTF-32, which is not read
m-the-file-is-not-the-66e1 = the file is not the { $a } it says it is
m-this-is-no-xml-there-2d00 = this is no XML: there is no element in it
m-write-the-character-itself-known-cb11 = write the character itself: known are &amp; &lt; &gt; &quot; &apos;, numbers, and text that the document type of the file itself declares
m-write-the-text-itself-a18a = write the text itself

## bitext/merge.rs

m-both-changes-together-make-no-8da0 = both changes together make no bitext: { $error }
m-take-one-of-the-two-dbd3 = take one of the two versions, and make the other's changes again

## bitext/model.rs

m-both-its-sides-were-changed-cbd9 = both its sides were changed
m-its-sentences-no-longer-stand-c2cd = its sentences no longer stand next to each other
m-its-source-was-changed-d935 = its source was changed
m-its-translation-was-changed-3bdd = its translation was changed

## bitext/returned/missing.rs

m-its-row-is-not-in-ec51 = its row is not in the file any more: its English stays

## bitext/returned/mod.rs

m-not-read-c94d = not read

## bitext/returned/row.rs

m-a-row-without-chinese-which-8b63 = a row without Chinese, which belongs to no link
m-is-there-and-here-by-6897 = is { $a } there, and { $b } here by now
m-is-and-has-no-english-6501 = is { $a }, and has no English
m-its-link-is-no-longer-3264 = its link is no longer there: it was split, merged or its Chinese has changed
m-no-link-has-this-chinese-3337 = no link has this Chinese
m-only-the-shape-of-marks-bae8 = only the shape of marks was changed, as word processors do: not taken in
m-the-chinese-was-changed-and-fcc4 = the Chinese was changed, and is not taken in

## bitext/returned/shape.rs

m-cannot-be-made-one-64ba = cannot be made one: { $why }
m-cannot-be-split-79a4 = cannot be split: { $why }
m-was-split-inside-a-sentence-cf87 = was split inside a sentence of the Chinese: the English of its parts is taken together

## bitext/sheets.rs

m-word-document-051c = Word document
m-a-table-to-edit-and-4922 = a table to edit and to comment on; tracked changes come back as proposals
m-a-table-with-filters-and-9295 = a table with filters and a list of statuses
m-for-poedit-weblate-and-what-7d33 = for Poedit, Weblate and what else translators of programs use
m-for-translation-tools-2877 = for translation tools
m-sheet-format-c69e = sheet format
m-the-same-columns-as-plain-a81e = the same columns as plain text, for scripts and other spreadsheets

## bitext/stretch.rs

m-that-translate-nothing-ff31 = { $before }: { $count } { $is } that translate nothing
m-with-translation-elsewhere-moved-group-f8d1 = { $before }: { $count } { $is } with { $them } translation elsewhere (moved group { $group })
m-without-translation-30e8 = { $before }: { $count } { $is } without { $them } translation

## bitext/validate.rs

m-bead-61df = bead { $a }: { $after }
m-it-holds-no-sentence-of-8e8f = it holds no sentence of either side
m-its-is-but-that-side-abc9 = its { $name } is { $range }, but that side has { $a } sentences
m-its-confidence-is-and-not-6d03 = its confidence is { $a } and not in 0..=1
m-its-source-starts-with-sentence-17cd = its source starts with sentence { $a }, but sentence { $next-source } is next
m-its-target-starts-with-sentence-07ef = its target starts with sentence { $a }, before the end of a bead above it at { $next-target }, and it is not marked as moved
m-target-sentence-is-in-bead-69e3 = target sentence { $sentence } is in bead { $a }, too
m-sentence-is-in-no-bead-be53 = { $name } sentence { $sentence } is in no bead
m-sentences-and-have-the-same-027b = { $name } sentences { $other } and { $at } have the same id "{ $a }"

## cache.rs

m-another-run-is-using-the-11c2 = another run is using the cache
m-delete-the-file-what-it-efee = delete the file; what it kept is fetched again
m-the-cache-cannot-be-used-f711 = the cache cannot be used: { $error }
m-wait-until-it-has-ended-6b60 = wait until it has ended

## check/baseline.rs

m-make-it-anew-with-write-b765 = make it anew with --write-baseline
m-make-one-with-write-baseline-802c = make one with --write-baseline
m-the-baseline-has-version-e69d = the baseline has version { $a }
m-this-is-no-baseline-b0c1 = this is no baseline: { $error }

## check/fixes.rs

m-it-is-about-the-whole-c00d = it is about the whole sentence
m-it-overlaps-another-one-run-b4da = it overlaps another one: run check again
m-its-place-reaches-over-the-83d4 = its place reaches over the end of a sentence
m-its-words-would-be-markup-4818 = its words would be markup in this text: look at it
m-only-utf-8-text-can-cdd9 = only UTF-8 text can; mend the bitext instead
m-only-the-text-has-these-105c = only the text has these spaces, not the bitext: check the two texts with --fix
m-the-words-have-changed-since-3f27 = the words have changed since
m-there-are-no-words-to-430e = there are no words to write instead
m-there-is-markup-inside-its-35a1 = there is markup inside its place: look at it
m-this-file-cannot-be-mended-7ef7 = this file cannot be mended in place

## check/judge.rs

m-baseline-8714 = baseline { $fingerprint }
m-it-hides-nothing-4c13 = it hides nothing: { $a } ({ $b })
m-no-longer-found-2298 = no longer found: { $what }
m-this-comment-hides-nothing-f5d7 = this comment hides nothing: { $a }

## check/listed.rs

m-the-english-of-this-text-1061 = the English of this text seems to be { $english }: git mv { $english } { $target }
m-this-text-has-no-chinese-40c5 = this text has no Chinese: { $source } is not there
m-this-text-has-no-english-9750 = this text has no English: { $target } is not there
m-this-text-is-listed-and-79b6 = this text is listed, and is not there
m-this-text-is-the-english-39b8 = this text is the English of no Chinese text of the project

## cli/align.rs

m-links-stay-as-they-are-5598 = { $a }: { $kept } links stay as they are
m-links-with-an-empty-side-65dc = { $left-out } links with an empty side are not in the { $a }

## cli/batch.rs

m-a-list-and-a-folder-88cf = a list and a folder are needed
m-name-the-chinese-text-and-1d2f = name the Chinese text and its translation
m-nothing-says-where-the-bitext-b560 = nothing says where the bitext of { $a } goes
m-set-bitext-bitext-bitext-jsonl-c12e = set bitext = "bitext/{ $path }.bitext.jsonl" under [project] in duizhao.toml, or name two texts and -o
m-is-for-one-pair-and-16db = { $name } is for one pair, and the project's texts are aligned into their own bitexts

## cli/build.rs

m-not-translated-yet-d190 = not translated yet: { $first }{ $others }
m-set-it-to-seconds-since-fbc5 = set it to seconds since 1970, or not at all
m-and-other-texts-340b = { $before } and { $many } other texts
m-and-another-text-3305 = { $before } and another text
m-is-no-number-of-seconds-1592 = { $name } is no number of seconds
m-is-not-in-the-edition-7ff3 = { $name } is not in the edition: { $error }

## cli/check.rs

m-bitext-is-for-two-texts-ae3b = --bitext is for two texts, and the project has several
m-a-dry-run-is-not-51f3 = a dry run is not shown as { $a }
m-set-bitext-under-project-each-d3da = set bitext under [project]: each text has its own
m-take-format-text-or-json-0608 = take --format text or json
m-is-not-mended-1e8a = { $a } is not mended: { $error }
m-of-texts-are-as-they-3b8f = { $a } of { $b } texts are as they were when they were checked last
m-known-findings-a01c = { $a }: { $number } known findings

## cli/chosen.rs

m-not-translated-yet-c005 = not translated yet: { $a }

## cli/convert.rs

m-a-file-to-convert-and-195e = a file to convert and a file to make of it are needed
m-name-both-or-for-texts-ec81 = name both; or, for texts of the project, a format and a folder: --to tmx -o DIR
m-name-one-such-as-to-383b = name one, such as --to tmx; duizhao formats lists them
m-nothing-says-which-format-the-cca4 = nothing says which format the texts go to
m-wrote-e906 = wrote { $a }

## cli/diff.rs

m-source-is-of-one-text-73cf = --source is of one text, and the texts of a project have their own
m-compared-changes-fd91 = compared: { $a } changes
m-leave-it-out-7b2b = leave it out
m-name-one-file-duizhao-diff-1a5d = name one file: `duizhao diff --git HEAD~1..HEAD en.md`
m-name-the-old-version-and-c5f0 = name the old version and the new one, or one file and --git REV
m-new-file-b52c = new file
m-standard-output-cab4 = standard output
m-file-names-were-given-fb4a = { $a } file names were given
m-file-names-were-given-with-b176 = { $a } file names were given with --git
m-not-merged-see-git-status-6d22 = { $a }: not merged; see `git status`
m-links-sentences-e68a = { $what }: { $a } links, { $b } sentences

## cli/edit.rs

m-edit-a-bitext-jsonl-b99c = edit a .bitext.jsonl
m-cannot-be-written-e89e = { $a } cannot be written
m-operations-done-2de2 = { $number } operations done

## cli/eval.rs

m-no-errors-cfb7 = no errors
m-strict-f1-is-below-ac05 = strict F1 is { $f1 }, below { $least }
m-unlinked-sentences-4941 = unlinked sentences

## cli/export.rs

m-1-row-e32b = 1 row
m-end-it-in-docx-xlsx-c14b = end it in .docx, .xlsx, .csv, .po or .xlf, or name one of { $ids } with --to
m-name-another-file-take-it-ffc9 = name another file, take it in first (duizhao import), or write over it with --force
m-such-tools-take-xliff-name-6ec1 = such tools take XLIFF: NAME.xlf
m-the-name-tells-no-format-3bf1 = the name { $a } tells no format to write
m-wrote-duizhao-import-takes-it-e562 = wrote { $a } ({ $rows }); duizhao import takes it in when it comes back
m-is-there-already-and-somebody-dea4 = { $a } is there already, and somebody may have written into it
m-is-written-by-its-own-f462 = { $a }: .{ $ending } is written by its own tool only
m-rows-7468 = { $rows } rows

## cli/formats.rs

m-back-a-translation-or-a-ff14 = back: a translation or a correction is written into a copy of the file, and everything else in it stays.
m-what-to-do-40bc = what to do

## cli/import.rs

m-taken-in-52f8 = taken in
m-would-be-taken-in-afa4 = would be taken in
m-not-taken-in-8be0 = { $before }  not taken in ({ $a }):
m-changes-not-7e63 = { $changes } changes { $done }, { $listed } not

## cli/init.rs

m-duizhao-status-shows-what-there-da55 = duizhao status shows what there is, duizhao align links it, duizhao build makes the edition
m-put-zh-md-and-en-4e22 = put zh.md and en.md beside duizhao.toml, then run: duizhao build

## cli/merge.rs

m-the-result-147e = the result
m-conflicts-between-and-keep-one-82c7 = { $a }: { $conflicts } conflicts, between <<<<<<< and >>>>>>>; keep one of both versions of each, and delete the marker lines

## cli/next.rs

m-no-link-is-left-of-dd98 = no link is left of these stages

## cli/output.rs

m-takes-several-files-and-standard-fc00 = { $a } takes several files, and standard output is only one

## cli/overview.rs

m-texts-708b = = { $a } texts
m-en-changed-b6ab = en changed
m-its-english-was-not-renamed-52e0 = its English was not renamed with it: { $command }
m-listed-and-not-there-dc8b = listed, and not there
m-not-committed-2760 = not committed
m-not-translated-there-is-no-fedf = not translated, there is no { $a }
m-zh-changed-4971 = zh changed
m-no-text-of-the-project-4ae9 = { $a }: no text of the project, { $b }
m-no-text-has-this-english-1204 = { $extra }: no text has this English

## cli/pipe.rs

m-the-pipe-9642 = the pipe
m-of-documents-were-answered-with-cf8a = { $a } of { $b } documents were answered with an error

## cli/providers.rs

m-protocols-protocol-in-a-provider-ced5 = Protocols (`protocol` in a [provider.NAME] table):
m-providers-of-this-project-0c67 = Providers of this project:
m-a-schema-is-refused-so-6285 = a schema is refused, so JSON is asked for without one: { $why }
m-a-schema-is-taken-and-3649 = a schema is taken and not kept to: every answer is checked all the same; smaller batches help
m-answers-are-held-to-a-d334 = answers are held to a schema: no sentence gets lost
m-asked-requests-s-tokens-read-0f8f = asked { $with-key }, { $a } requests, { $b } s, { $c } tokens read, { $d } written
m-with-a-key-2d3d = with a key
m-without-a-key-3721 = without a key
m-answers-but-not-with-a-3363 = { $name } answers, but not with a translation: { $why }
m-works-e7e7 = { $name } works: { $trial-sentence } → { $text }

## cli/review.rs

m-a-project-of-texts-2776 = a project of { $a } texts
m-no-browser-could-be-opened-c523 = no browser could be opened: open the address yourself
m-is-open-at-this-address-e7ca = { $what } is open at this address, on this machine alone; Ctrl-C ends it, everything is saved
m-is-saved-596f = { $what } is saved

## cli/segment.rs

m-left-out-2f18 = left out: { $a }: { $b }, { $c } ({ $d }{ $more })
m-the-text-cannot-be-read-a7ef = the text cannot be read
m-markdown-of-a461 = { $a }: Markdown of { $b }
m-read-as-fac5 = { $a }: read as { $b }

## cli/staged.rs

m-staged-looks-at-what-is-261c = --staged looks at what is staged, and --fix and --write-baseline write files
m-leave-staged-out-git-add-2edf = leave --staged out: git add what they wrote

## cli/status.rs

m-1-sentence-changed-4294 = 1 sentence changed
m-a-decision-whose-sentences-are-3f82 = a decision whose sentences are gone; dismiss it in duizhao review
m-as-the-bitext-says-37c4 = as the bitext says
m-locked-and-reworded-since-look-40ec = locked, and reworded since; look at it and lock it again
m-not-in-the-text-yet-39d0 = not in the text yet; duizhao align or review writes it as soon as it can be written
m-not-there-732a = not there
m-the-chinese-changed-since-translate-a308 = the Chinese changed since; translate anew, or say that it holds in duizhao review
m-the-text-and-an-edit-d6d5 = the text and an edit changed the same sentence; choose in duizhao review
m-links-made-anew-duizhao-align-82fc = { $a }: links made anew: { $b } (duizhao align writes them down)
m-nothing-waits-856f = { $a }: nothing waits
m-sentences-changed-9a78 = { $number } sentences changed

## cli/terms.rs

m-for-example-f7c7 = for example
m-no-terms-were-found-least-970a = no terms were found; --least 2 looks for rarer ones
m-terms-bc16 = { $a }: { $b } terms

## cli/tm.rs

m-answer-of-a-server-8504 = answer of a server
m-answers-of-servers-95d5 = answers of servers
m-doubtful-and-forgotten-8b00 = doubtful and forgotten
m-nothing-is-like-it-6ca2 = nothing is like it
m-units-3da9 = { $a }: { $number } units
m-units-fefd = { $units } units

## cli/translate.rs

m-changed-and-staged-choose-among-941a = --changed and --staged choose among texts of the project
m-force-replaces-a-file-and-7944 = --force replaces a file, and a text of a project is edited
m-o-is-for-one-text-fd48 = -o is for one text
m-delete-the-english-file-and-5169 = delete the English file and its bitext to have it translated anew
m-interrupted-what-was-received-is-7ccf = interrupted; what was received is kept, run again to go on
m-leave-o-out-they-are-9c96 = leave -o out: they are written where duizhao.toml says
m-nothing-of-this-text-was-2a4d = nothing of this text was translated before
m-nothing-was-written-allow-partial-d33d = nothing was written: --allow-partial writes what there is
m-nothing-was-written-no-sentence-5ed5 = nothing was written: no sentence has a translation
m-run-without-offline-8a9c = run without --offline
m-texts-of-a-project-are-ec95 = texts of a project are written where duizhao.toml says
m-this-takes-one-chinese-text-f3c1 = this takes one Chinese text
m-what-was-asked-is-waited-b346 = what was asked is waited for, as it is paid for; Ctrl-C again ends at once
m-without-a-project-one-text-8d74 = without a project, one text is translated at a time
m-paragraphs-stayed-chinese-their-english-9c0a = { $a } paragraphs stayed Chinese: their English would have been read as markup
m-untranslated-3ca8 = { $a }:{ $b }: untranslated ({ $why }): { $c }{ $hint }
m-sentences-are-kept-as-a-2a10 = { $by-person } sentences are kept as a person left them
m-sentences-are-out-of-the-62cc = { $from-memory } sentences are out of the translation memory
m-more-are-untranslated-51e2 = { $more } more are untranslated
m-sentences-that-a-person-had-53b6 = { $saved } sentences that a person had translated are no longer in the Chinese; they are kept in the translation memory

## cli/translate/batches.rs

m-collect-fetches-what-it-has-42c9 = --collect fetches what it has done, and frees the rest
m-duizhao-translate-collect-with-the-1c6e = `duizhao translate --collect` with the same arguments fetches the answers, which may take a day
m-batch-is-under-way-at-c4b3 = batch { $a } is under way at { $b }: { $c }
m-batch-of-an-interrupted-run-b3cf = batch { $a } of an interrupted run is under way: { $b }
m-batch-is-of-done-4751 = batch { $name } is { $word }, { $a } of { $b } done{ $because }
m-batch-is-of-answered-d9c8 = batch { $name } is { $word }, { $answered } of { $all } answered
m-batch-is-of-right-92a4 = batch { $name } is { $word }: { $a } of { $b } right{ $c }
m-batch-never-reached-the-service-3b78 = batch { $name } never reached the service: its { $a } free to be asked for again
m-batch-903c = batch { $name }: { $error }
m-batch-not-taken-for-other-9954 = batch { $name }: not taken for other reasons, { $a }
m-batch-not-taken-d249 = batch { $name }: not taken, { $a }: { $what }
m-batch-the-results-lack-of-9ec5 = batch { $name }: the results lack { $left } of { $a }; run again, or give it up: duizhao translate --cancel { $name } --force
m-batch-the-service-did-not-05aa = batch { $name }: the service did not come to { $a }{ $because }
m-interrupted-the-batches-go-on-a5b4 = interrupted; the batches go on, run again to fetch their answers
m-it-is-forgotten-its-answers-caa0 = it is forgotten: its answers are not fetched
m-it-is-forgotten-the-service-ad4b = it is forgotten; the service could not be told, and may go on with it at your cost
m-no-batch-is-under-way-868e = no batch is under way
m-nothing-is-left-to-ask-7472 = nothing is left to ask; run without --batch to write what is known
m-translated-before-70e9 = { $a } translated before
m-under-way-before-f66d = { $a } under way before
m-under-way-in-a-batch-cd79 = { $a } under way in a batch: duizhao translate --collect fetches them, --cancel BATCH gives them up
m-perhaps-never-submitted-collect-looks-83c0 = { $before }, perhaps never submitted: --collect looks for it
m-about-to-be-spent-da03 = { $before }; about { $a } to be spent

## cli/translate/reading.rs

m-read-before-462b = read before
m-second-reader-e606 = second reader
m-second-reader-read-of-them-a917 = second reader { $reader }: { $a } read, { $b } of them before; { $c }; { $d } besides
m-the-second-reader-did-not-f60f = the second reader did not read { $a }: { $why }
m-the-translation-is-complete-the-675b = the translation is complete, the second reading is not: { $error }
m-tokens-read-a04e = tokens read
m-tokens-written-e06d = tokens written
m-unknown-give-prices-in-duizhao-c79f = unknown: give prices in duizhao.toml
m-spent-aa19 = { $before }, { $spent } spent
m-duizhao-check-only-review-shows-674e = { $before }; `duizhao check --only review` shows what it doubts

## cli/translate/show.rs

m-answered-before-dcee = answered before
m-cost-with-batch-fccc = cost with --batch
m-kept-from-a-person-fd9f = kept from a person
m-translation-memory-9863 = translation memory
m-under-way-in-a-batch-1205 = under way in a batch
m-stale-db7c = { $before }  stale
m-to-be-translated-7e53 = { $before }  to be translated
m-untranslated-0319 = { $before }  untranslated
m-and-more-defa = { $before } and { $more } more
m-of-tokens-read-from-the-fc15 = { $before }; of { $a } tokens read { $b } from the server's cache
m-found-and-added-to-what-48d2 = { $count } { $a } found and added to { $b }: { $c }{ $more }; what you change there is kept to
m-of-sentences-translated-of-them-2b61 = { $done } of { $all } sentences translated, { $known } of them known before; { $a } requests in { $b } s

## cli/translate/texts.rs

m-1-text-is-4176 = 1 text is
m-chinese-sentence-c9d5 = Chinese sentence
m-are-out-of-the-translation-7bab = { $a } are out of the translation memory
m-as-before-what-was-received-0c2a = { $a } as before; what was received is kept, run again to go on
m-changed-after-their-english-did-4158 = { $a } changed after their English did: --stale translates them anew
m-is-listed-and-is-not-4024 = { $a } is listed, and is not there
m-to-translate-in-of-98f6 = { $a } to translate in { $needing } of { $b }
m-untranslated-4ba0 = { $a }:{ $line }:{ $column }: untranslated ({ $b }): { $c }{ $hint }
m-stayed-chinese-their-english-would-5fc6 = { $a }: { $b } stayed Chinese: their English would have been read as markup
m-translated-16e8 = { $a }: { $b } translated
m-is-new-517e = { $before }; { $a } is new
m-not-deed = { $before }; { $a } not
m-texts-are-944f = { $number } texts are
m-translated-of-them-known-before-c7b1 = { $texts }: { $a } translated, { $b } of them known before; { $c } in { $d } s
m-nothing-is-left-to-translate-41ab = { $texts }: nothing is left to translate

## config.rs

m-is-no-date-write-yyyy-32d7 = "{ $written }" is no date: write YYYY, YYYY-MM or YYYY-MM-DD
m-a-confidence-lies-between-0-c10d = a confidence lies between 0 and 1
m-did-you-mean-8750 = did you mean "{ $near }"?
m-expected-a-date-yyyy-yyyy-3d06 = expected a date: YYYY, YYYY-MM or YYYY-MM-DD
m-it-belongs-in-b3e9 = it belongs in [{ $a }]
m-there-are-b5fc = there are { $a }
m-there-is-no-0e22 = there is no [{ $a }]
m-there-is-no-key-in-6d85 = there is no key "{ $a }" in [{ $b }]
m-write-name-above-it-with-8472 = write [{ $table }.NAME] above it, with a name of your own
m-write-a-number-between-0-f178 = write a number between 0 and 1

## config/servers.rs

m-choose-one-with-provider-name-c9c0 = choose one with --provider NAME, or provider in [translate]
m-describe-it-in-under-af26 = describe it in { $file-name } under [{ $group }.{ $name }]
m-describe-one-in-under-provider-7539 = describe one in { $file-name } under [provider.NAME]; `duizhao providers` lists the protocols
m-there-are-several-providers-b29b = there are several providers
m-there-is-no-f851 = there is no { $group } "{ $name }"
m-there-is-no-provider-to-105d = there is no provider to translate

## config/texts.rs

m-a-file-of-contents-summary-5e61 = a file of contents (SUMMARY.md, mkdocs.yml, a book.epub), or a list of paths
m-a-path-a-glob-or-5c37 = a path, a glob, or a list of them

## diff/render/markdown.rs

m-look-first-7f19 = look first
m-new-finding-0d80 = new finding
m-of-other-2af4 = { $changes } of { $a } other { $texts }
m-more-in-the-table-ee5e = { $rows } more { $more } in the table

## diff/render/mod.rs

m-a-page-in-one-file-2642 = a page in one file, with filters and keys
m-for-a-comment-on-a-257d = for a comment on a pull request, of limited size
m-for-people-at-a-terminal-dd61 = for people at a terminal
m-for-programs-docs-diff-md-e6c5 = for programs; docs/diff.md gives its shape
m-merged-from-ea75 = merged from { $a }
m-moved-and-edited-dea3 = moved and edited
m-moved-here-from-74f5 = moved here from { $a }{ $number }
m-moved-to-5cbc = moved to { $a }{ $number }
m-moved-sentences-ac82 = moved, { $blocks } sentences
m-nothing-changed-c08f = nothing changed
m-resolved-the-chinese-changed-the-b3a9 = resolved: the Chinese changed, the English with it
m-restored-this-chinese-had-no-c4f5 = restored: this Chinese had no English before
m-split-into-f97d = split into { $a }
m-stale-chinese-that-had-no-015f = stale: Chinese that had no English is gone
m-stale-chinese-that-has-no-6140 = stale: Chinese that has no English
m-stale-the-chinese-changed-the-eac8 = stale: the Chinese changed, the English did not
m-and-moved-with-others-bb72 = { $a }, and moved with others
m-sentences-602d = { $before }, { $number } sentences
m-dropped-d255 = { $what }: { $a } dropped
m-put-in-54a6 = { $what }: { $a } put in

## diff/render/summary.rs

m-gone-f869 = gone: { $a }{ $b }
m-new-1017 = new: { $a }{ $b }
m-no-text-differs-c58d = no text differs
m-not-translated-f1ad = not translated
m-was-b0b6 = was { $a }
m-unchanged-d70c = { $before }; { $number } unchanged

## diff/render/terminal.rs

m-resolved-finding-cad3 = resolved finding

## diff/revision.rs

m-kind-of-change-01a2 = kind of change

## document/archive.rs

m-a-file-that-somebody-packed-5913 = a file that somebody packed so is none that they wrote
m-at-most-ten-thousand-are-b412 = at most ten thousand are read
m-cannot-be-unpacked-8809 = cannot be unpacked: { $error }
m-check-that-the-file-is-9a4c = check that the file is complete and has the right extension
m-has-a-nul-character-which-db84 = has a NUL character, which XML cannot have
m-is-too-large-when-unpacked-0302 = is too large when unpacked
m-the-archive-has-members-5b0e = the archive has { $a } members
m-the-archive-is-damaged-cd2a = the archive is damaged
m-the-limit-is-64-mb-a849 = the limit is 64 MB for a member (256 MB for the table of a sheet) and 512 MB in all
m-this-is-not-a-zip-2214 = this is not a zip archive, or it is broken: { $error }

## document/docx/beside.rs

m-building-blocks-a65f = building blocks
m-the-document-names-it-and-4ccf = { $member }: the document names it, and it is missing

## document/docx/drawn_in.rs

m-a-chart-9c63 = a chart
m-a-diagram-ef94 = a diagram
m-another-part-8c26 = another part
m-text-of-another-file-a882 = text of another file
m-which-is-missing-1069 = { $target }: { $what }, which is missing
m-which-is-not-read-472c = { $target }: { $what }, which is not read

## document/docx/mod.rs

m-is-missing-8d21 = is missing
m-name-its-format-with-from-5741 = name its format with --from
m-this-is-a-text-not-4470 = this is a text, not a DOCX document
m-this-is-not-a-docx-8da9 = this is not a DOCX document
m-a-field-begins-and-never-1893 = { $a }: a field begins and never ends; what follows is read as text
m-byte-37ef = { $member }, byte { $at }
m-a-part-of-this-document-12cc = { $target }: a part of this document that is a file of its own; read it by itself

## document/docx/omitted.rs

m-chart-labels-1410 = chart labels
m-deleted-text-e046 = deleted text
m-field-instruction-51c8 = field instruction
m-hidden-text-a3be = hidden text
m-table-of-contents-cb1c = table of contents

## document/encode.rs

m-read-again-the-new-bytes-4c15 = read again, the new bytes would be another text
m-has-no-u-5265 = { $encoding } has no { $character } (U+{ $a })

## document/encoding.rs

m-a-nul-byte-at-offset-9223 = a NUL byte at offset { $at }: this is a binary file, not a text
m-give-the-text-itself-duizhao-ba16 = give the text itself; `duizhao formats` lists what can be read
m-save-the-file-as-utf-9923 = save the file as UTF-8, or convert it: iconv -f { $encoding } -t UTF-8 -c { $a }
m-the-byte-0x-at-offset-a40e = the byte 0x{ $byte } at offset { $a } (line { $line }) is no { $encoding }

## document/epub/follow.rs

m-the-pages-of-the-translation-552c = { $a }: the pages of the translation turn from left to right; those of the Chinese turn from right to left
m-pages-d020 = { $more }{ $pages } pages
m-the-lines-of-the-translation-7245 = { $places }: the lines of the translation run from left to right; those of the Chinese run from top to bottom

## document/epub/mod.rs

m-names-no-page-that-can-dba6 = names no page that can be read; the book has no text
m-page-outside-of-the-reading-7a2b = page outside of the reading order
m-this-is-a-text-not-43ad = this is a text, not an EPUB
m-the-page-is-left-out-c430 = { $member }{ $separator }{ $at }{ $what }; the page is left out

## document/epub/package.rs

m-an-edition-can-only-be-4d57 = an edition can only be made of a book without copy protection
m-is-called-in-the-book-efe4 = is called { $member } in the book
m-is-in-the-reading-order-d1ff = is in the reading order, but has the type "{ $a }" and no fallback that can be read; it is left out
m-is-in-the-reading-order-6d38 = is in the reading order, but not in the book; the rest is read
m-is-named-as-the-package-fdf2 = is named as the package of the book, but is not in it
m-names-no-package-d15b = names no package
m-names-no-package-that-is-e6d1 = names no package that is there; { $member } is taken for it
m-the-book-has-more-renditions-102a = the book has { $rest } more renditions, which are not read
m-the-book-is-damaged-b920 = the book is damaged
m-the-book-is-encrypted-5e98 = the book is encrypted
m-the-item-is-in-the-e8b6 = the item "{ $id }" is in the reading order, but not in the manifest
m-this-is-not-an-epub-3a98 = this is not an EPUB
m-and-others-9519 = { $before } and { $count } others
m-in-the-reading-order-more-fed4 = { $first }{ $others }: in the reading order more than once; read where it comes first
m-it-is-read-as-far-6b0c = { $what }; it is read as far as it can be

## document/html.rs

m-sign-of-a-note-91c6 = sign of a note

## document/html_regions.rs

m-outside-of-article-ba27 = outside of article
m-outside-of-main-e6bc = outside of main

## document/markdown_left_out.rs

m-alternative-text-065f = alternative text
m-attribute-e011 = attribute { $name }
m-front-matter-30bd = front matter

## document/members.rs

m-cannot-be-unpacked-6937 = cannot be unpacked ({ $error })
m-is-not-there-5c9b = is not there

## document/mod.rs

m-subrip-subtitles-cb56 = SubRip subtitles
m-substation-alpha-subtitles-a4cf = SubStation Alpha subtitles
m-webvtt-subtitles-3a06 = WebVTT subtitles
m-word-docx-641a = Word (DOCX)
m-headings-lists-quotations-tables-footnotes-dcac = headings, lists, quotations, tables, footnotes, words in HTML; code and formulas kept as they are
m-headings-lists-quotations-tables-notes-9f7f = headings, lists, quotations, tables, notes; tracked changes accepted, comments left out
m-it-has-no-text-a6dd = it has no text
m-it-has-no-text-left-1fba = it has no text; left out: { $a }
m-paragraphs-by-blank-lines-or-87b9 = paragraphs by blank lines or indentation; lines broken by hand are joined
m-plain-text-0c26 = plain text
m-the-book-s-documents-in-d330 = the book's documents in reading order, read as HTML; copy-protected books are refused
m-the-text-of-a-page-6766 = the text of a page: headings, paragraphs, lists, tables; readings, scripts and menus left out
m-the-words-of-the-cues-56f4 = the words of the cues, without notes and styles; speakers by voice tags or labels
m-the-words-of-the-cues-5a4e = the words of the cues; a sentence may run over several
m-the-words-of-the-dialogue-cf70 = the words of the dialogue, without comments, drawings and overrides
m-without-strict-and-strict-under-67e7 = without --strict (and `strict` under [read] in the settings) this is a warning

## document/model.rs

m-no-kind-of-block-is-89b7 = no kind of block is called "{ $name }"

## document/rewrite_kept.rs

m-a-block-would-be-left-a351 = a block would be left empty that cannot be taken out
m-a-note-sign-an-image-ff1c = a note sign, an image or a tag would be left without a sentence
m-a-piece-of-code-or-3cf8 = a piece of code or a formula would be cut
m-markup-and-words-cannot-be-0a5c = markup and words cannot be told apart here
m-the-new-words-would-be-91cf = the new words would be read as markup
m-there-is-no-such-sentence-9200 = there is no such sentence in the text
m-cannot-be-written-back-yet-933a = { $format } cannot be written back yet

## document/stream.rs

m-the-bytes-at-offset-are-2ac5 = the bytes at offset { $at } are not UTF-8 text, though all before them are
m-the-file-is-damaged-there-67f7 = the file is damaged there, or parts of it come from a file in another encoding

## document/subtitles/lines.rs

m-cue-id-1e22 = cue id
m-outside-of-cues-1f4e = outside of cues

## document/subtitles/mod.rs

m-line-these-are-no-times-7867 = line { $line }: these are no times of a cue that are understood
m-more-lines-are-like-it-9e7f = { $more } more lines are like it

## document/unread.rs

m-a-fictionbook-2fab = a FictionBook
m-a-kindle-book-20a7 = a Kindle book
m-a-pdf-e384 = a PDF
m-a-pdf-has-lines-and-6d50 = a PDF has lines and no paragraphs: ask for the document that it was made from (.docx, .epub), or open it in Word and save it as .docx, or make text of it: pdftotext -layout FILE.pdf FILE.txt
m-a-zip-archive-docx-epub-0cdb = a ZIP archive (DOCX, EPUB...)
m-a-book-or-word-document-9150 = a book or Word document without its ending is named by --from epub or --from docx; another archive has to be unpacked
m-a-database-997d = a database
m-a-document-of-pages-988e = a document of Pages
m-a-help-file-chm-c657 = a help file (CHM)
m-a-packed-file-64fd = a packed file
m-a-program-9748 = a program
m-a-rich-text-rtf-34a0 = a rich text (RTF)
m-a-scanned-book-djvu-caj-17e0 = a scanned book (DjVu, CAJ)
m-a-spreadsheet-or-a-presentation-cd2c = a spreadsheet or a presentation
m-an-opendocument-text-7572 = an OpenDocument text
m-an-image-9af4 = an image
m-an-old-word-document-or-8e60 = an old Word document, or one with a password
m-copy-its-text-into-a-11b3 = copy its text into a document and save that as .docx; a glossary may be an .xlsx
m-format-that-is-not-read-4ed2 = format that is not read
m-make-an-epub-of-it-c352 = make an EPUB of it, as with Calibre: ebook-convert BOOK.mobi BOOK.epub; it has to be free of copy protection
m-open-it-in-pages-and-2689 = open it in Pages and export it as Word (.docx) or EPUB
m-open-it-in-word-or-5e6a = open it in Word or LibreOffice and save it as .docx
m-open-it-in-word-or-cb42 = open it in Word or LibreOffice and save it as .docx, without a password
m-save-it-as-srt-vtt-be5a = save it as .srt, .vtt or .ass in a subtitle editor, such as Subtitle Edit or Aegisub
m-subtitles-as-pictures-88f0 = subtitles as pictures
m-subtitles-in-xml-ttml-615d = subtitles in XML (TTML)
m-these-are-pictures-of-pages-39af = these are pictures of pages or subtitles: have a program for text recognition make a .txt, .docx or .srt of them
m-this-is-which-is-not-ef55 = this is { $a }, which is not read
m-unpack-it-fb6d = unpack it
m-unpack-its-pages-as-with-ba08 = unpack its pages, as with 7-Zip, and give the .html files

## document/write.rs

m-these-can-or-have-the-e3d3 = these can: { $a }; or have the translation as a bitext
m-cannot-be-written-back-cfbc = { $a } cannot be written back

## document/xml.rs

m-an-attribute-f742 = an attribute: { $what }
m-elements-are-nested-too-deeply-714b = elements are nested too deeply
m-it-ends-inside-an-element-bd26 = it ends inside an element
m-the-file-is-damaged-save-211d = the file is damaged; save or fetch it again
m-the-reference-means-nothing-no-294e = the reference &{ $name }; means nothing: no text is declared under that name
m-the-reference-means-nothing-352e = the reference &{ $written }; means nothing
m-write-the-character-itself-a956 = write the character itself
m-write-the-text-itself-or-3a6e = write the text itself, or leave the file alone if you do not know who made it

## edition/book_data.rs

m-expected-a-name-a-table-d92f = expected a name, a table {"{"} zh = "…", en = "…" {"}"}, or a list of them
m-expected-words-or-a-table-836d = expected words, or a table {"{"} zh = "…", en = "…" {"}"}

## edition/mod.rs

m-epub-3-book-fcc7 = EPUB 3 book
m-html-page-15e7 = HTML page
m-typst-source-05b3 = Typst source
m-a-book-for-e-readers-3748 = a book for e-readers: side by side, interleaved, or the English as pop-up notes
m-a-book-to-print-set-1e61 = a book to print, set by the typst command: side by side, interleaved, or on facing pages
m-a-table-of-two-columns-e740 = a table of two columns to edit and comment on; interleaved, one text below the other
m-both-languages-in-each-cue-f1d6 = both languages in each cue, with the times of the Chinese
m-both-languages-in-each-event-bb76 = both languages in each event, each in a style of its own
m-interleaved-markdown-each-group-of-e287 = interleaved Markdown: each group of paragraphs, then its translation
m-kind-of-edition-8ffb = kind of edition
m-one-self-contained-page-side-574a = one self-contained page: side by side or interleaved, sentences lit with their counterparts
m-what-the-pdf-is-made-054b = what the PDF is made of, to be changed and set by Typst

## edition/print.rs

m-are-no-margins-they-are-20e4 = "{ $written }" are no margins: they are one, two (top and bottom, sides) or four lengths (top, outer, bottom, inner) of 0 to 100 mm like "20mm 15mm"
m-is-no-size-of-a-a2aa = "{ $written }" is no size of a page: it is one of { $a }, or a width and a height like "170mm x 240mm"

## edition/subtitles.rs

m-one-of-the-two-texts-588a = one of the two texts has to be subtitles (.srt, .vtt, .ass)
m-subtitles-need-times-and-neither-0222 = subtitles need times, and neither text has any

## edition/terms.rs

m-not-to-be-used-but-7b39 = { $a }: not to be used, but { $b }

## encoder/endpoint.rs

m-it-is-longer-than-the-bff7 = it is longer than the model takes: split it
m-the-sentence-is-b99a = { $what }; the sentence is "{ $beginning }…"

## encoder/gather.rs

m-the-encoder-gave-vectors-of-5dc1 = the encoder { $a } gave vectors of { $one } and of { $other } dimensions
m-the-model-behind-the-name-ac18 = the model behind the name has changed: delete the cache, or name the model anew

## encoder/reply.rs

m-a-list-of-numbers-or-8398 = a list of numbers or base64
m-the-answer-has-vectors-for-d1c2 = the answer has { $got } vectors for { $count } texts, or not one for each
m-the-answer-is-not-a-16ee = the answer is not a list of vectors: { $error }
m-the-bytes-do-not-divide-54bc = the bytes do not divide into 32-bit numbers
m-vector-is-zero-or-not-7a3a = vector { $a } is zero or not finite
m-vectors-have-and-dimensions-7f19 = vectors have { $length } and { $a } dimensions
m-vectors-of-dimensions-were-asked-1c3f = vectors of { $asked } dimensions were asked for, but these have { $length }

## error.rs

m-cannot-be-read-1bf5 = { $a }: cannot be read: { $source }
m-cannot-be-written-df26 = { $a }: cannot be written: { $source }

## eval/alignment.rs

m-both-have-to-be-alignments-d57e = both have to be alignments of the same sentences
m-it-has-and-sentences-has-7197 = it has { $others } and { $other-targets } sentences, { $a } has { $sources } and { $targets }
m-link-names-sentence-the-last-88e3 = link { $number } names { $name } sentence { $beyond }, the last is { $a }
m-sentences-are-counted-from-0-6063 = sentences are counted from 0; do the links belong to these texts?

## eval/compare.rs

m-boundary-shifted-d1ce = boundary shifted
m-falsely-unlinked-a11c = falsely unlinked
m-gold-merges-93ad = gold merges
m-gold-splits-972d = gold splits
m-unlinked-missed-9aae = unlinked missed

## files/input.rs

m-name-a-file-in-it-0342 = name a file in it
m-this-is-a-folder-be3a = this is a folder

## files/pair_lock.rs

m-another-duizhao-is-writing-5ed0 = another duizhao is writing { $a }
m-wait-until-it-has-ended-1177 = wait until it has ended, or end it, and try again

## files/pair_swap.rs

m-name-the-file-itself-280b = name the file itself
m-this-is-no-file-2333 = this is no file

## glossary/conflict.rs

m-for-holds-which-line-forbids-ddcf = "{ $allowed }" for { $a } holds "{ $b }", which line { $c } forbids for { $d }
m-is-allowed-for-and-forbidden-546b = "{ $allowed }" is allowed for { $a }, and forbidden in line { $b }

## glossary/format/cells.rs

m-the-cell-is-read-as-75e7 = the cell is read as several renderings or without its remark: { $a }
m-cells-are-read-as-several-5ff0 = { $count } cells are read as several renderings or without their remarks: { $a }{ $b }

## glossary/format/csv.rs

m-begin-with-the-line-31b9 = begin with the line { $a }
m-begin-with-the-line-it-a244 = begin with the line { $a }; it is now { $first }
m-not-a-table-bfbe = not a table: { $error }
m-put-a-cell-that-holds-17dc = put a cell that holds the separator between double quotes
m-rename-one-of-them-b34c = rename one of them
m-the-cells-are-separated-by-3bfa = the cells are separated by { $a }, and read so
m-the-rendering-holds-a-which-ee7c = the rendering "{ $item }" holds a |, which separates renderings
m-the-row-has-more-cells-cd94 = the row has more cells than the header has columns ({ $a }): "{ $cell }"
m-there-are-two-columns-d830 = there are two columns "{ $twice }"

## glossary/format/decoded.rs

m-save-it-as-utf-8-9d7f = save it as UTF-8 (in a spreadsheet program: "CSV UTF-8")
m-the-file-is-and-read-25fc = the file is { $a }, and read so; UTF-8 is safer
m-the-file-is-neither-utf-2c9c = the file is neither UTF-8 nor in a Chinese encoding

## glossary/format/mod.rs

m-excel-workbook-its-first-sheet-62e5 = Excel workbook: its first sheet, as the table
m-tbx-iso-30042-read-in-3b54 = TBX (ISO 30042): read in all its versions, written as TBX-Basic
m-toml-a-term-for-each-2dde = TOML, a [[term]] for each concept
m-columns-other-than-definition-domain-88c7 = columns other than definition, domain and pos
m-comma-separated-table-2f87 = comma-separated table
m-glossary-format-1dea = glossary format
m-let-it-end-with-d5ee = let it end with { $a }
m-line-breaks-in-1b67 = line breaks in { $a }
m-line-breaks-in-notes-b8f0 = line breaks in notes
m-the-name-does-not-tell-2de6 = { $a }: the name does not tell which glossary format it is

## glossary/format/tbx.rs

m-chinese-term-51bd = Chinese term
m-in-other-languages-0812 = in other languages
m-of-6ef9 = of "{ $category }"
m-of-a-second-cc49 = of a second "{ $column }"
m-that-is-forbidden-4fc4 = that is forbidden
m-that-of-tbx-is-tbx-9513 = that of TBX is tbx or martif
m-this-is-not-tbx-its-cea6 = this is not TBX: its outermost element is <{ $name }>
m-without-chinese-5daf = without Chinese
m-without-chinese-and-english-04e4 = without Chinese and English
m-without-english-1d03 = without English
m-of-the-column-2fcd = { $a } of the column "{ $column }"

## glossary/format/toml.rs

m-a-concept-is-term-with-e622 = a concept is [[term]] with source and target, lists of variants and forbidden

## glossary/format/xlsx.rs

m-further-sheet-6d0c = further sheet
m-the-first-sheet-cannot-be-b362 = the first sheet cannot be read: { $error }
m-the-workbook-has-no-sheet-0f63 = the workbook has no sheet

## glossary/termbase.rs

m-is-both-allowed-and-forbidden-e034 = "{ $both }" is both allowed and forbidden for { $a }
m-is-listed-twice-for-ed88 = "{ $variant }" is listed twice for { $a }
m-delete-it-from-one-of-58f1 = delete it from one of the columns
m-fill-in-the-column-source-dcbc = fill in the column source, or delete the line
m-fill-in-the-column-target-50cb = fill in the column target, or delete the line
m-line-c8ce = line { $a }: { $b }
m-match-is-for-it-may-7a9a = match is "{ $other }" for { $a }: it may be word or anywhere
m-the-term-for-is-missing-6e54 = the term for "{ $a }" is missing
m-has-no-rendering-2589 = { $a } has no rendering
m-left-out-9212 = { $a } left out{ $many }
m-stands-in-line-too-the-f74d = { $a } stands in line { $other }, too; the renderings of both are allowed
m-the-first-here-9d0e = { $before }, the first here

## http/exchange.rs

m-no-answer-in-time-8c29 = no answer in time
m-the-answer-cannot-be-written-565a = the answer cannot be written: { $error }
m-the-answer-is-too-long-c260 = the answer is too long

## http/failure.rs

m-check-the-account-then-run-5b3a = check the account, then run again: what was received is kept
m-check-the-key-key-env-9f15 = check the key: key-env or key-file
m-check-url-and-model-8106 = check url and model
m-the-server-refused-it-content-f9d8 = the server refused it: content filter ({ $a })
m-the-server-says-910b = the server says { $status }
m-the-server-says-b348 = the server says { $status }: { $a }
m-write-the-address-that-it-b28c = write the address that it redirects to

## http/mod.rs

m-and-its-value-are-no-3513 = "{ $name }" and its value are no header
m-is-no-address-of-a-f9de = "{ $url }" is no address of a server
m-a-header-is-a-word-bf1e = a header is a word of letters and hyphens, and a line of ASCII
m-a-server-s-url-has-f6c6 = a server's url has a user, a query or a fragment in it
m-check-that-the-server-is-54af = check that the server is running and the proxy lets you through, then run again: what was received is kept
m-check-that-the-server-is-9702 = check that the server is running, then run again: what was received is kept
m-it-is-like-http-127-e55b = it is like http://127.0.0.1:8000/v1 or https://api.example.org/v1
m-run-again-then-what-was-fdee = run again then: what was received is kept
m-use-https-or-give-no-49ca = use https, or give no key
m-write-only-scheme-host-and-0205 = write only scheme, host and path; keys are named by key-env or key-file
m-would-carry-the-key-over-c79b = { $url } would carry the key over the network in the clear
m-asked-times-3d0d = { $what } (asked { $tries } times)
m-not-to-be-asked-for-d82e = { $what }; not to be asked for { $a } seconds

## http/proxy.rs

m-it-is-like-http-127-e1a6 = it is like http://127.0.0.1:7890 or socks5h://127.0.0.1:1080; NO_PROXY lists the hosts that need none
m-the-proxy-refuses-the-user-ac59 = the proxy { $a } refuses the user or the password
m-the-proxy-wants-a-user-5fea = the proxy { $a } wants a user and a password
m-write-them-into-the-variable-ec17 = write them into the variable that names the proxy, HTTPS_PROXY or ALL_PROXY: http://USER:PASSWORD@HOST:PORT
m-names-no-proxy-that-can-7c62 = { $name } names no proxy that can be used

## http/secret.rs

m-a-has-both-key-env-4489 = a { $whose } has both key-env and key-file
m-a-key-is-one-word-7657 = a key is one word of ASCII letters, digits and signs
m-chmod-600-9488 = chmod 600 { $a }
m-keep-one-of-them-c17f = keep one of them
m-other-users-may-read-this-c57b = other users may read this key file
m-set-it-to-the-key-d10b = set it to the key of the { $whose }, or to nothing when it needs none
m-the-environment-variable-is-not-558b = the environment variable { $name } is not set
m-the-key-in-has-characters-f23f = the key in { $origin } has characters that cannot be in a key

## http/tls.rs

m-install-the-certificates-of-the-fbbc = install the certificates of the system (ca-certificates), let SSL_CERT_FILE name a bundle of them, or set ca-file
m-it-has-to-be-in-9fc4 = it has to be in PEM ("-----BEGIN CERTIFICATE-----"); of a file in DER that is made by openssl x509 -inform der -in { $name } -out { $name }.pem
m-name-the-file-with-the-f605 = name the file with the certificate that your network's servers are signed with
m-no-encrypted-connection-is-possible-cbc7 = no encrypted connection is possible: { $error }
m-the-ca-file-cannot-be-3fee = the ca-file { $name } cannot be read: { $error }
m-the-ca-file-has-a-d9bd = the ca-file { $name } has a certificate that cannot be used: { $error }
m-the-ca-file-has-no-1da4 = the ca-file { $name } has no certificate in it
m-the-ca-file-is-damaged-fe53 = the ca-file { $name } is damaged: a certificate in it has no end, or other signs

## http/transport.rs

m-check-url-and-headers-61d4 = check url and headers
m-check-url-and-whether-this-0c71 = check url, and whether this system trusts the server's certificate; a file with one that it should trust is named by ca-file
m-it-is-no-request-0e3d = it is no request
m-no-connection-in-time-a74a = no connection in time
m-no-thread-could-be-started-6db7 = no thread could be started: { $error }
m-set-concurrency-to-1-dbca = set concurrency to 1
m-the-answer-broke-off-ef7c = the answer broke off: { $cause }
m-the-connection-failed-0e83 = the connection failed
m-the-proxy-is-not-there-9956 = the proxy { $a } is not there
m-the-proxy-makes-no-connection-94bc = the proxy { $a } makes no connection to the server
m-there-is-no-such-host-1750 = there is no such host
m-there-is-no-such-host-6042 = there is no such host; with socks5h://{ $a } the proxy looks it up
m-through-the-proxy-110c = { $what } (through the proxy { $a })

## pipe/work.rs

m-a-line-is-id-source-148f = a line is {"{"}"id": …, "source": "the Chinese text", "target": "the English text"{"}"}
m-a-line-is-id-text-f82e = a line is {"{"}"id": …, "text": "…"{"}"}, or has source and target
m-cut-the-document-4937 = cut the document
m-no-json-b76b = no JSON: { $error }
m-the-line-has-bytes-6491 = the line has { $length } bytes
m-there-is-no-source-or-3201 = there is no source or no target
m-there-is-no-text-18b1 = there is no text

## project/alignment.rs

m-aligned-links-5815 = aligned: { $a } links

## project/build.rs

m-1-image-is-on-a-8054 = 1 image is on a server, and a link in the edition; --fetch-images takes it in
m-known-7bf1 = known: { $a }, { $b }
m-no-edition-can-be-made-8c15 = no edition can be made as "{ $id }"
m-chinese-and-english-sentences-in-8c37 = { $a } Chinese and { $b } English sentences in { $c } links; { $d } untranslated, { $e } added, { $f } links below { $g }
m-images-are-on-servers-and-90b6 = { $many } images are on servers, and links in the edition; --fetch-images takes them in

## project/build/book.rs

m-a-file-of-holds-one-abf4 = a file of { $format } holds one text
m-leave-single-file-out-for-e2c1 = leave --single-file out for it
m-removed-pages-of-texts-that-39df = removed { $removed } pages of texts that are gone
m-wrote-and-files-beside-it-9193 = wrote { $a } and { $others } files beside it, { $b } of them new or changed
m-wrote-a-of-each-text-0e04 = wrote a .{ $ends } of each text into { $a }
m-texts-4136 = { $translated } texts: { $summary }

## project/build/fetch.rs

m-cannot-be-kept-b8e3 = cannot be kept ({ $error })
m-has-a-user-in-its-5213 = has a user in its address
m-is-beyond-mb-in-all-d526 = is beyond { $a } MB in all
m-is-no-address-cfb7 = is no address
m-is-no-image-566b = is no image
m-was-not-asked-for-2028 = was not asked for
m-was-not-sent-b6a2 = was not sent ({ $a })

## project/build/pictures.rs

m-as-are-3ffe = as are
m-as-is-7521 = as is
m-cannot-be-fetched-as-this-c63c = cannot be fetched, as this program was built without the feature `net`
m-cannot-be-read-47c5 = cannot be read ({ $error })
m-is-a-link-in-the-2eb4 = is a link in the edition
m-is-larger-than-mb-4ee4 = is larger than { $a } MB
m-is-not-in-the-edition-807b = is not in the edition
m-nor-are-f98d = nor are
m-nor-is-1be3 = nor is
m-set-cover-under-edition-to-1519 = set cover under [edition] to an image, or leave it out
m-the-cover-54e3 = the cover { $a } { $why }
m-the-image-so-it-966a = { $a }: the image { $url } { $why }, so it { $so }{ $more }

## project/build/typeset.rs

m-to-typst-writes-the-source-d837 = --to typst writes the source, which `typst compile` tells more about; it needs Typst 0.13 or later
m-a-pdf-is-set-by-020e = a PDF is set by the command { $named }, which is not there
m-an-image-of-the-texts-bfa6 = an image of the texts may be damaged; --to typst writes the source, which `typst compile` tells more about
m-install-typst-0-13-or-6cdf = install Typst 0.13 or later (macOS: brew install typst; Windows: winget install --id Typst.Typst; Arch Linux: pacman -S typst; anywhere: cargo install --locked typst-cli), or say where it is with pdf-command under [edition]; --to typst writes what it would set
m-it-may-have-needed-more-11ea = it may have needed more memory than there is: try fewer texts at a time, with --per-text
m-no-font-for-chinese-was-dadf = no font for Chinese was found, so characters may be missing: install Noto Serif CJK SC (Debian and Ubuntu: fonts-noto-cjk; Fedora: google-noto-serif-cjk-fonts), or name yours with chinese-font under [edition] (`{ $a } fonts` lists them)
m-pdf-command-under-edition-is-500b = pdf-command under [edition] is the command typst, or where it is
m-the-font-under-edition-is-6c8e = the font "{ $font }" ({ $key } under [edition]) is not there, so another took its place; `{ $a } fonts` lists those that are
m-made-no-pdf-d71e = { $a } made no PDF
m-could-not-be-run-b44c = { $named } could not be run: { $error }
m-could-not-make-the-pdf-8e24 = { $named } could not make the PDF (exit { $code }){ $what }
m-was-ended-before-it-had-9358 = { $named } was ended before it had made the PDF

## project/check_texts.rs

m-the-known-findings-of-are-b0ef = the known findings of { $old } are those of { $new } now: write the baseline anew
m-is-not-checked-3011 = { $a } is not checked: { $error }

## project/checking.rs

m-checked-findings-bec0 = checked: { $a } findings
m-convert-it-to-bitext-jsonl-a473 = convert it to .bitext.jsonl, and mend that
m-glossary-c6d3 = glossary, { $remark }
m-link-ad38 = link { $a }
m-places-mended-720a = places mended
m-places-mended-run-check-again-1a67 = places mended; run check again for the rest
m-places-would-be-mended-e2f1 = places would be mended
m-takes-several-files-and-cannot-4158 = { $a } takes several files and cannot be mended
m-this-comment-gives-no-reason-890c = { $a }:{ $b }: this comment gives no reason: write duizhao-ignore: RULE: reason
m-is-not-mended-14c8 = { $place }: { $a } is not mended: { $why }

## project/comparison.rs

m-both-versions-are-bitexts-and-5730 = both versions are bitexts and hold their Chinese: --source is not read
m-compare-two-bitexts-or-two-d808 = compare two bitexts, or two texts; `duizhao align` makes a bitext of a text and its translation
m-name-a-revision-that-does-8fc0 = name a revision that does, and the file as it is called now
m-this-is-a-text-and-1c3c = this is a text, and { $a } is a bitext
m-does-not-hold-this-file-431b = { $version } does not hold this file

## project/convert.rs

m-like-is-for-a-text-9000 = --like is for a text to be made of a bitext
m-name-a-text-to-write-75f7 = name a text to write, such as en.docx
m-nothing-was-written-without-strict-0b00 = nothing was written; without --strict this is only said
m-does-not-hold-ff31 = { $a } does not hold: { $b }
m-left-out-9402 = { $a }: left out: { $b }

## project/doubts.rs

m-what-the-second-reader-doubts-5bb1 = what the second reader doubts is not told: { $error }

## project/exchange.rs

m-duizhao-merge-takes-two-people-152b = duizhao merge takes two people's changes of a bitext together
m-set-bitext-under-project-and-f73c = set bitext under [project], and make it: duizhao align
m-the-file-does-not-say-a1f0 = the file does not say who changed it: --by NAME does
m-this-is-a-bitext-and-69af = this is a bitext, and no file that went out to somebody
m-unit-f060 = unit { $a }
m-has-no-bitext-in-which-187c = { $a } has no bitext in which its stages, comments and proposals are kept
m-a-row-of-another-text-8899 = { $a }: a row of another text

## project/git_diff.rs

m-docs-git-md-shows-the-2975 = docs/git.md shows the settings
m-git-gave-other-arguments-than-ef7e = git gave other arguments than an external diff has

## project/glossary.rs

m-aligned-without-this-glossary-4ca0 = aligned without this glossary: { $error }

## project/hints.rs

m-an-anchor-names-sentences-of-7553 = an anchor names sentences of both sides that stand in one link
m-anchor-562d = anchor { $number }: { $what }
m-anchors-and-cross-or-overlap-8161 = anchors { $one } and { $other } cross or overlap
m-build-with-the-feature-net-04b4 = build with the feature net, or leave the encoder out
m-build-with-the-feature-net-374d = build with the feature net, or leave the memory out
m-it-takes-one-line-for-763f = it takes one line for each line of `duizhao segment` on the Chinese text, empty where there is no translation
m-keep-one-of-them-or-874f = keep one of them, or join them into one anchor
m-name-a-bitext-that-keeps-0416 = name a bitext that keeps decisions (.jsonl)
m-name-fewer-sentences-the-others-ae0e = name fewer sentences: the others of the link will find their place
m-one-side-is-empty-0ab2 = one side is empty
m-sentences-are-counted-from-0-ed2a = sentences are counted from 0
m-take-the-anchor-out-or-c606 = take the anchor out, or unlock the link
m-the-anchor-contradicts-what-was-2b0f = the anchor [{ $a }]:[{ $b }] contradicts what was decided on Chinese sentences { $c } and English sentences { $d }
m-the-encoder-is-a-server-a160 = the encoder "{ $name }" is a server, and this build asks none
m-the-lock-of-f217 = the lock of
m-the-rejection-of-f20a = the rejection of
m-the-remark-on-03f3 = the remark "{ $note }" on
m-there-is-no-sentence-the-96e0 = there is no { $name } sentence { $a }, the last is { $b }
m-this-build-has-no-translation-11cc = this build has no translation memory
m-chinese-and-english-sentences-are-05aa = { $a } Chinese and { $b } English sentences are too many for a link
m-cannot-be-read-back-68d2 = { $a } cannot be read back
m-lines-of-translation-for-chinese-78ce = { $a } lines of translation for { $sentences } Chinese sentences
m-link-could-not-be-kept-c210 = { $what } link { $a } could not be kept, for { $b }: { $c } | { $d }

## project/history/blobs.rs

m-git-cat-file-filters-says-1f44 = `git cat-file --filters` says why; a filter such as git-lfs may be missing
m-git-could-not-be-run-10e6 = git could not be run: { $error }
m-git-could-not-be-spoken-477b = git could not be spoken with
m-git-could-not-give-as-1641 = git could not give { $a } as it is in { $id }
m-give-the-file-another-name-8f88 = give the file another name
m-versions-are-read-through-git-03dc = versions are read through git: install it
m-a-name-of-two-lines-f067 = { $a }: a name of two lines cannot be asked for

## project/history/chosen.rs

m-for-the-next-commit-fd9c = for the next commit
m-since-6e3b = since { $revision }
m-changed-it-is-of-all-5baf = { $a } changed { $against }: it is of all texts
m-of-changed-8838 = { $a } of { $all } { $b } changed { $against }

## project/history/copy.rs

m-git-fetch-gets-what-a-1ee7 = `git fetch` gets what a partial clone left out
m-a-merge-left-this-file-93ae = a merge left this file for a person to resolve
m-git-does-not-have-its-71a1 = git does not have its content
m-resolve-it-and-tell-git-8a96 = resolve it, and tell git by `git add`

## project/history/repository.rs

m-fetch-it-git-fetch-unshallow-3f94 = fetch it: `git fetch --unshallow { $remote } { $branch }`, or `git fetch --deepen=100 { $remote } { $branch }`
m-fetch-it-git-fetch-unshallow-b138 = fetch it: `git fetch --unshallow`, or `git fetch --deepen=100`
m-git-f598 = git { $what }: { $a }
m-git-does-not-trust-this-d811 = git does not trust this repository: { $first }
m-git-knows-no-such-commit-5297 = git knows no such commit here
m-it-begins-with-a-dash-e062 = it begins with a dash
m-name-a-commit-a-branch-7b52 = name a commit, a branch or a tag
m-name-a-commit-a-branch-6426 = name a commit, a branch or a tag; `git fetch` gets those of others, `git log --oneline` lists commits
m-name-a-revision-that-this-4c6b = name a revision that this branch was made from
m-the-folder-belongs-to-another-c976 = the folder belongs to another user: `git config --global --add safe.directory FOLDER`
m-this-clone-is-shallow-and-160b = this clone is shallow, and does not have it
m-this-folder-is-in-no-3408 = this folder is in no git repository, or git is not installed
m-what-changed-since-a-revision-a3f2 = what changed since a revision is known to git alone
m-in-github-actions-actions-checkout-93f7 = { $a }; in GitHub Actions: actions/checkout with fetch-depth: 0
m-it-has-no-commit-in-dc2f = { $one }: it has no commit in common with { $other }
m-this-clone-is-shallow-and-37a2 = { $one }: this clone is shallow, and does not have the commit from which { $one } and { $other } went different ways

## project/history/shared.rs

m-git-fetch-unshallow-brings-the-0192 = git fetch --unshallow brings the rest; in GitHub Actions: fetch-depth: 0
m-whether-english-is-older-than-b73e = whether English is older than its Chinese is not known of every sentence: this clone is shallow, and its history ends too early
m-whether-english-is-older-than-37d1 = whether English is older than its Chinese is not known: { $error }

## project/history/staged.rs

m-the-settings-are-not-staged-733a = the settings are not staged, nor in a commit

## project/in_shape.rs

m-blocks-stay-chinese-their-english-a1eb = blocks stay Chinese: their English would be read as markup
m-it-has-none-of-the-8a63 = it has none of the Chinese sentences of this bitext
m-links-have-no-english-and-634f = links have no English, and stay Chinese
m-links-whose-chinese-is-not-5326 = links whose Chinese is not in it are left out
m-name-with-like-the-document-fef4 = name with --like the document that the bitext was made from
m-stretch-of-english-before-the-3934 = stretch of English before the first Chinese sentence is left out
m-the-english-cannot-be-written-d60f = the English cannot be written into a copy of it: { $why }
m-write-it-as-txt-or-74a4 = write it as .txt or .md
m-pieces-of-markup-such-as-d36e = { $name }: { $a } pieces of markup, such as bold words, have no place that is known in the English

## project/language.rs

m-both-texts-look-has-has-3fc8 = both texts look { $a }: { $one } has { $b }, { $other } has { $c }; the first is taken as the Chinese, the second as the English
m-looks-it-is-taken-as-3364 = { $a } looks { $b } ({ $seen }); it is taken as { $c }

## project/merge.rs

m-duizhao-convert-makes-one-of-8a00 = duizhao convert makes one of other bitexts
m-only-bitext-jsonl-files-are-346c = only .bitext.jsonl files are merged: other formats do not keep the names of sentences
m-our-version-72db = our version
m-the-common-ancestor-c82c = the common ancestor
m-their-version-b7a6 = their version

## project/open.rs

m-a-bitext-remembers-how-its-7ad1 = a bitext remembers how its texts are read: leave --from out, or align them anew
m-name-the-chinese-text-and-30bb = name the Chinese text and its translation, or a bitext (.bitext.jsonl, .tmx, .tsv)
m-the-texts-of-are-and-9bb5 = the texts of { $a } are { $b }, and not { $from }
m-there-are-no-links-in-fb5a = there are no links in it
m-this-is-one-text-alone-0820 = this is one text alone, and no bitext
m-without-strict-this-is-only-21a9 = without --strict this is only said

## project/operations.rs

m-docs-review-md-lists-the-340c = docs/review.md lists the operations
m-it-was-edited-in-another-daff = it was edited in another bitext

## project/origin.rs

m-its-texts-were-read-by-7f0a = its texts were read by a newer reader ({ $newest }; this one is { $reader-version })
m-update-duizhao-71b5 = update duizhao

## project/pair.rs

m-an-edition-needs-both-a-b907 = an edition needs both a Chinese text and its translation
m-keep-one-of-both-versions-7e94 = keep one of both versions, and delete the marker lines
m-keep-one-of-both-versions-5ba1 = keep one of both versions, delete the marker lines, and tell git by `git add`
m-name-the-chinese-text-and-705a = name the Chinese text and its English translation
m-read-chinese-and-english-sentences-0ba0 = read { $a } Chinese and { $b } English sentences
m-there-is-no-text-in-4437 = there is no text in this file
m-is-the-english-text-and-c81d = { $a } is the English text and { $b } the Chinese one
m-was-given-twice-5bd3 = { $a } was given twice

## project/project_comparison.rs

m-the-index-061e = the index
m-the-older-version-is-a-bbf3 = the older version is a commit

## project/shelf/hand_over.rs

m-what-was-decided-on-goes-6233 = { $a }: what was decided on “{ $b }” goes with it to { $c }

## project/shelf/list.rs

m-give-each-pair-an-output-fe67 = give each pair an output of its own
m-name-a-file-fa0d = name a file
m-no-header-with-source-and-09f7 = no header with `source` and `target`
m-no-pair-in-this-list-d773 = no pair in this list
m-results-go-to-one-folder-c284 = results go to one folder: name no other
m-the-first-line-names-the-7047 = the first line names the columns, separated by tabs or commas
m-the-output-is-no-plain-5874 = the output { $name } is no plain file name
m-the-output-stands-twice-5360 = the output { $output } stands twice

## project/shelf/run.rs

m-align-to-jsonl-and-duizhao-4a0f = align to jsonl, and `duizhao convert` the results
m-many-texts-are-aligned-without-cdcc = many texts are aligned without a server: the encoder of the settings is not used
m-wait-for-it-or-write-c158 = wait for it, or write to another folder
m-cannot-be-written-as-one-87ac = { $a } cannot be written as one file a pair
m-texts-are-being-aligned-here-9888 = { $a }: texts are being aligned here already
m-chinese-and-english-sentences-links-22be = { $head }: { $a } Chinese and { $b } English sentences, { $c } links
m-nothing-has-changed-it-is-0d4e = { $head }: nothing has changed, it is left as it is

## project/start/mod.rs

m-found-chinese-with-english-and-3d32 = found { $number } Chinese { $texts } with English: { $a } and { $b }
m-what-was-found-would-be-8da8 = what was found would be:{"\u000A"}  { $settings }
m-is-there-already-left-alone-ed69 = { $path } is there already: left alone

## project/status.rs

m-name-one-or-set-bitext-3644 = name one, or set bitext in duizhao.toml
m-no-bitext-was-named-a288 = no bitext was named

## project/texts/chosen.rs

m-did-you-mean-ae58 = did you mean { $near }?
m-duizhao-init-makes-a-duizhao-36c0 = duizhao init makes a duizhao.toml of the texts that it finds
m-duizhao-status-lists-the-texts-7f65 = duizhao status lists the texts
m-name-a-chinese-text-and-2040 = name a Chinese text and its translation, or set source and target in duizhao.toml (duizhao init makes one)
m-name-one-6522 = name one
m-name-one-of-them-such-a982 = name one of them, such as { $a }
m-no-text-of-the-project-1d0c = no text of the project matches { $shown }
m-there-are-texts-duizhao-status-f586 = there are { $a } texts: duizhao status lists them
m-two-texts-outside-of-the-acc9 = two texts outside of the project are named together, the Chinese first
m-files-were-named-and-there-833d = { $a } files were named, and there is no project
m-is-a-folder-and-there-f67b = { $a } is a folder, and there is no project
m-texts-are-meant-and-this-a741 = { $a } texts are meant, and this is for one
m-is-no-text-of-the-3806 = { $shown } is no text of the project
m-is-no-text-of-the-0781 = { $shown } is no text of the project: { $a }

## project/texts/contents.rs

m-order-names-a-summary-md-8c2e = order names a SUMMARY.md, a mkdocs.yml, an .epub, or is a list of paths
m-there-is-no-nav-in-3456 = there is no nav in this file
m-this-is-no-yaml-0ff2 = this is no YAML: { $a }
m-this-is-no-file-of-c8d4 = this is no file of contents
m-without-one-mkdocs-orders-by-c9f5 = without one mkdocs orders by name: leave order out

## project/texts/list.rs

m-a-project-text-has-no-1677 = a [[project.text]] has no source
m-duizhao-s-own-files-and-3d7a = duizhao's own files, and what target can name, are no sources
m-each-text-has-its-own-1376 = each text has its own: bitext = "bitext/{ $path }.bitext.jsonl"
m-every-file-that-source-matches-1791 = every file that source matches is left out
m-it-is-a-bitext-6fdb = it is a bitext
m-it-is-an-edition-that-4498 = it is an edition that duizhao made
m-it-is-the-file-of-72eb = it is the file of contents
m-it-is-where-the-english-df5f = it is where the English of { $text } would be
m-its-name-is-that-of-7afc = its name is that of no text
m-let-target-keep-apart-what-27e8 = let target keep apart what source keeps apart: { $path } is all of a path, { $name } what the wildcards of a file name stand for
m-let-target-name-other-files-d0f0 = let target name other files than source, or exclude the English files
m-name-its-chinese-text-34c6 = name its Chinese text
m-name-the-chinese-text-and-97f0 = name the Chinese text and its translation, or set source and target in duizhao.toml (duizhao init makes one)
m-name-the-files-in-it-0a67 = name the files in it: "{ $name }/**/*.md"
m-no-file-matches-source-4c89 = no file matches source = "{ $a }"
m-no-texts-were-named-1673 = no texts were named
m-nothing-says-where-the-english-0387 = nothing says where the English of { $a } is
m-set-target-under-project-as-4cee = set target under [project], as in target = "en/{ $path }"
m-source-is-a-folder-89da = source = "{ $a }" is a folder
m-the-nearest-that-does-is-be0d = the nearest that does is "{ $pattern }" ({ $count } files)
m-the-nearest-that-does-is-6dfc = the nearest that does is "{ $pattern }" (1 file)
m-there-are-no-texts-in-5e15 = there are no texts in this folder
m-there-are-4632 = there are {"{"}{ $a }{"}"}
m-there-is-no-placeholder-5f19 = there is no placeholder {"{"}{ $unknown }{"}"}
m-and-have-the-same-english-495f = { $a } and { $b } have the same English, { $name }
m-and-have-the-same-bitext-91c8 = { $a } and { $b } have the same bitext, { $name }
m-is-both-the-english-of-283f = { $name } is both the English of { $a } and the text { $b }

## project/texts/opening.rs

m-duizhao-translate-makes-it-or-0fa8 = duizhao translate makes it; or set target to where it is
m-make-it-and-commit-it-164d = make it and commit it: duizhao align
m-take-it-out-of-the-c44a = take it out of the list, or bring it back
m-the-english-of-is-not-8552 = the English of { $a } is not there
m-the-bitext-of-this-text-8163 = the bitext of this text is not there

## project/texts/renamed.rs

m-its-bitext-was-and-is-e578 = { $a }: its bitext was { $b }, and is { $c } now

## project/texts/walk.rs

m-begin-the-pattern-with-the-940d = begin the pattern with the folder of the texts, as in zh/**/*.md
m-there-are-more-than-files-69da = there are more than { $most-files } files below { $a }

## project/translation/batches.rs

m-batch-was-submitted-to-and-eb7c = batch { $a } was submitted to { $b }, and provider "{ $c }" is { $d } now
m-duizhao-translate-batches-lists-them-4d48 = duizhao translate --batches lists them
m-no-batch-is-under-way-7b7e = no batch "{ $name }" is under way
m-set-the-url-back-to-9254 = set the url back to collect it, or give it up: duizhao translate --cancel ID --force

## project/translation/known.rs

m-like-one-by-eb66 = { $before }  like one by { $from }-{ $a }%
m-like-dfa1 = { $score }% like { $a } → { $b }

## project/translation/mod.rs

m-the-style-guide-is-not-2109 = the style guide is not UTF-8
m-the-style-guide-of-translate-1648 = the style guide of [translate] is not there
m-write-it-or-take-style-ca32 = write it, or take style out of duizhao.toml

## project/translation/names.rs

m-keep-one-of-the-two-4eb9 = keep one of the two lines
m-the-list-of-names-is-0189 = the list of names is not UTF-8
m-this-is-no-name-with-11be = this is no name with its English
m-write-the-chinese-a-tab-c6a5 = write the Chinese, a tab, and the English; "-" for something that is no name
m-stands-in-line-already-a99f = { $chinese } stands in line { $first } already

## project/translation/output.rs

m-give-the-output-the-extension-26da = give the output the extension .txt, or that of a bitext (.bitext.jsonl, .tmx)
m-give-the-output-the-extension-3efd = give the output the extension of the Chinese text, .txt, or that of a bitext (.bitext.jsonl, .tmx)
m-have-the-translation-as-a-a7c4 = have the translation as a bitext, or as .txt
m-its-translation-cannot-be-written-83f6 = its translation cannot be written into a copy of it: { $why }
m-somebody-has-changed-this-file-b122 = somebody has changed this file since it was written, or wrote it
m-write-to-another-file-or-7fc0 = write to another file; or to a bitext (.bitext.jsonl), where changed sentences are kept; --force replaces it
m-cannot-be-written-from-8afb = { $a } cannot be written from { $b }

## project/translation/providers.rs

m-under-way-in-batch-57f3 = under way in batch { $batch }

## project/translation/second_reading.rs

m-reads-its-own-translations-another-affc = "{ $name }" reads its own translations: another provider under review in [translate] finds more

## project/translation/sentences.rs

m-duizhao-segment-format-jsonl-lists-ad72 = `duizhao segment --format jsonl` lists them
m-name-another-file-with-o-2680 = name another file with -o
m-no-sentence-has-the-id-dbb7 = no sentence has the id { $id }
m-the-translation-would-replace-the-7e64 = the translation would replace the Chinese text

## project/translation/texts.rs

m-another-program-is-writing-this-fb0a = another program is writing this file
m-bring-the-text-back-git-8544 = bring the text back (git checkout), or delete the bitext, too, to have it translated anew
m-do-it-again-95e9 = do it again
m-exchange-source-and-target-in-e8d0 = exchange source and target in duizhao.toml
m-it-must-not-be-written-1ebd = it must not be written
m-not-asked-3c04 = not asked
m-there-is-no-english-here-1a51 = there is no English here, but { $a } holds its words and links
m-this-is-the-english-text-14c3 = this is the English text
m-this-text-has-no-bitext-90f1 = this text has no bitext yet
m-is-not-read-by-the-51fc = { $a } is not read by the second reader: { $error }
m-or-its-bitext-is-changed-9bcc = { $a } or its bitext is changed by another program all the time; nothing was written
m-was-renamed-and-is-its-32de = { $a } was renamed, and { $english } is its English

## project/versions.rs

m-git-reads-versions-through-git-2742 = --git reads versions through git; install it, or name two files
m-revision-ba49 = revision { $a }
m-the-base-of-and-d4db = the base of { $one } and { $other }
m-the-work-tree-a701 = the work tree
m-the-working-tree-897e = the working tree

## project/workbench.rs

m-name-a-revision-that-does-61ad = name a revision that does
m-set-bitext-under-project-in-ea4b = set bitext = "{ $a }" under [project] in { $file-name }, and build and check go by it
m-the-file-e149 = the file
m-there-is-no-such-glossary-1b68 = there is no such glossary
m-is-there-already-it-is-83ef = { $a } is there already: it is taken up

## project/working.rs

m-choose-in-duizhao-review-or-ba89 = choose in duizhao review, or by duizhao edit with {"{"}"do":"resolve","bead":"{ $a }","take":"edit"{"}"} (or "file")
m-duizhao-align-zh-en-o-abea = duizhao align ZH EN -o BITEXT --take file goes on with the words of the texts, --take bitext with those of the bitext
m-it-was-made-by-an-f20d = it was made by an older duizhao, and { $number } of its sentences are not in its texts; nobody can tell which are newer:{"\u000A"}  { $a }
m-link-waits-0fb4 = link waits
m-links-wait-4fc9 = links wait
m-run-duizhao-align-without-locked-227a = run duizhao align (without --locked), look at what changed, and commit text and bitext together
m-the-record-of-an-interrupted-9f58 = the record of an interrupted change cannot be read: it is in { $a }
m-the-text-and-an-edit-6514 = the text and an edit changed the same sentence: the text says "{ $a }", the edit "{ $words }"
m-is-not-there-this-is-c7b8 = { $a } is not there: this is the copy in { $b }
m-since-f4e7 = { $a } since { $b }
m-to-be-written-into-48c8 = { $a } to be written into { $b }
m-changed-ce33 = { $a }: { $b } changed
m-a-change-that-was-interrupted-8b73 = { $a }: a change that was interrupted is finished
m-git-left-a-conflict-the-de4a = { $a }: git left a conflict; the words are those of the texts, the decisions those of both versions
m-its-texts-are-read-anew-8f3d = { $a }: its texts are read anew by this version: duizhao align, once, writes it down
m-duizhao-align-writes-it-down-d97e = { $line } (duizhao align writes it down, duizhao status shows it)
m-duizhao-status-shows-them-eb82 = { $line } (duizhao status shows them)
m-of-them-in-conflict-with-bcb8 = { $line }, { $conflicts } of them in conflict with it
m-made-anew-9d41 = { $line }; { $links } made anew
m-lost-d2f0 = { $line }; { $lost } lost

## project/writing.rs

m-convert-it-to-bitext-jsonl-ab92 = convert it to .bitext.jsonl first
m-name-a-chinese-document-with-de90 = name a Chinese document with --like, or write it as .txt or .md
m-the-english-can-be-written-094f = the English can be written as { $format } only in the shape of a text that is { $format }, and neither its own nor the Chinese is one that is at hand
m-the-text-would-be-read-05c6 = the text would be read otherwise than it is meant
m-there-is-no-place-of-4927 = there is no place of its own for it in the text yet
m-this-bitext-has-no-file-6610 = this bitext has no file of its own
m-is-not-there-544d = { $a } is not there
m-must-not-be-written-f2e3 = { $a } must not be written
m-or-its-bitext-was-changed-4173 = { $file } or its bitext was changed by another program at this moment; nothing was written
m-was-left-out-as-its-1676 = { $file }: { $markup } was left out, as its words are gone
m-written-fdcc = { $file }: { $number } { $what } written
m-is-not-written-yet-9ed1 = { $file }: "{ $words }" is not written yet: { $why }
m-convert-the-file-to-utf-9ad4 = { $why }; convert the file to UTF-8

## report/fix_preview.rs

m-not-made-4016 = not made: { $why }
m-safe-fix-3a44 = safe fix
m-safe-fixes-e079 = safe fixes
m-would-be-made-87de = would be made
m-nothing-was-written-82f4 = { $before }; nothing was written

## report/markdown.rs

m-known-finding-e539 = known finding
m-known-findings-41de = known findings
m-not-checked-bc66 = not checked

## report/mod.rs

m-junit-xml-a-test-case-cace = JUnit XML, a test case for each rule
m-sarif-2-1-0-for-6bfe = SARIF 2.1.0, for code scanning
m-a-comment-on-a-change-222d = a comment on a change, the worst first, within GitHub's limit
m-a-page-in-one-file-0f8c = a page in one file
m-for-programs-docs-check-md-43fa = for programs; docs/check.md has its shape
m-workflow-commands-of-github-actions-5c14 = workflow commands of GitHub Actions: annotations in the changed files

## review/across.rs

m-there-is-no-kind-4869 = there is no kind "{ $kind }"

## review/auth.rs

m-the-system-gives-no-random-20e2 = the system gives no random numbers: { $error }
m-the-workbench-does-not-open-8c0e = the workbench does not open without: anybody could talk to it

## review/common.rs

m-no-translation-memory-9305 = No translation memory: { $error }
m-duizhao-init-makes-one-60af = `duizhao init` makes one
m-name-one-with-glossary-or-b36e = name one with --glossary, or in duizhao.toml
m-there-is-no-duizhao-toml-3ceb = there is no duizhao.toml to note it in
m-there-is-no-glossary-to-861b = there is no glossary to put it into

## review/desk.rs

m-the-diff-view-compares-with-c62f = The Diff view compares with the file as it was opened: { $error }
m-each-text-of-a-project-416b = each text of a project has a name of its own
m-name-the-text-that-it-0963 = name the text that it is a version of, or compare with a revision (--git)
m-one-bitext-cannot-be-compared-5297 = one bitext cannot be compared with { $a } texts
m-there-are-several-texts-name-84e2 = there are several texts: name one
m-there-is-no-text-29b9 = there is no text { $name }
m-there-is-no-text-to-8c48 = there is no text to work on
m-is-given-twice-e076 = { $a } is given twice

## review/file.rs

m-another-workbench-has-this-file-a8d0 = another workbench has this file open
m-use-that-one-or-end-72bd = use that one, or end it with Ctrl-C in its terminal

## review/finder.rs

m-there-is-nothing-to-look-cf85 = there is nothing to look for

## review/fixes.rs

m-fixed-places-4172 = fixed { $more } places
m-there-is-nothing-to-fix-b05e = there is nothing to fix any more

## review/replace.rs

m-1-place-0dfa = 1 place
m-1-sentence-369f = 1 sentence
m-replaced-in-2488 = replaced { $places } in { $sentences }
m-places-7af6 = { $places } places
m-sentences-7b4a = { $sentences } sentences

## review/replaced.rs

m-taken-back-ab75 = taken back: { $a }
m-there-is-nothing-to-replace-777b = there is nothing to replace
m-this-replacement-cannot-be-taken-25a6 = this replacement cannot be taken back any more
m-links-that-changed-since-stay-e5f4 = { $before }; { $left } links that changed since stay as they are
m-one-link-that-changed-since-3780 = { $before }; one link that changed since stays as it is
m-of-texts-2d3c = { $told } of { $number } texts
m-of-1-text-4abf = { $told } of 1 text

## review/revision.rs

m-it-answered-to-no-chinese-9701 = it answered to no Chinese before
m-its-chinese-is-gone-so-c7a2 = its Chinese is gone, so nobody knows where it would stand
m-its-chinese-stands-elsewhere-too-54e4 = its Chinese stands elsewhere, too, or its neighbours have moved
m-shift-or-link-it-in-a86f = shift or link it in the Align view
m-that-a-sentence-is-cannot-1219 = that a sentence is { $a } cannot be taken back: the Chinese is another one
m-the-chinese-that-it-answered-f178 = the Chinese that it answered to is gone
m-the-text-has-changed-since-d98b = the text has changed since: look at the list again
m-there-is-no-such-change-2fd2 = there is no such change any more
m-write-it-where-you-want-aacd = write it where you want it in the Edit view
m-write-what-it-should-say-437b = write what it should say in the Edit view

## review/server.rs

m-another-site-sent-this-0bac = another site sent this
m-go-to-the-list-of-68d9 = go to the list of texts: /
m-look-at-it-as-it-d457 = look at it as it is now, and do it again
m-merge-both-keep-what-is-8d38 = merge both, keep what is here, or take what the file holds
m-no-server-can-be-started-dba7 = no server can be started: { $error }
m-open-the-address-that-the-a66d = open the address that the terminal shows
m-port-cannot-be-had-9bdc = port { $port } cannot be had: { $error }
m-take-another-one-with-port-eea3 = take another one with --port, or leave it out for any that is free
m-that-did-not-work-ff00 = that did not work
m-there-is-no-such-text-c662 = there is no such text
m-there-is-nothing-here-2f36 = there is nothing here
m-this-browser-has-not-been-7099 = this browser has not been let in
m-this-cannot-be-read-4106 = this cannot be read: { $error }
m-this-has-changed-since-you-ce99 = this has changed since you saw it
m-this-is-no-json-3138 = this is no JSON
m-this-is-not-the-name-6a1e = this is not the name of the workbench

## review/session.rs

m-cannot-be-taken-back-or-c099 = "{ $said }" cannot be taken back or done again: the sentences were changed outside since
m-left-out-with-its-words-7e1f = Left out with its words: { $a }. Undo brings it back.
m-one-link-was-bd70 = One link was
m-the-file-has-changed-since-5820 = The file has changed since the last session, which had changes that were not saved: they are in { $a }; `duizhao edit` does them again.
m-what-the-last-session-had-29b8 = What the last session had not saved cannot be read by this version of duizhao. It is kept in { $a }.
m-another-program-goes-on-changing-95f3 = another program goes on changing the file
m-another-program-has-changed-the-529c = another program has changed the file
m-git-has-checked-out-another-0d95 = git has checked out another version of the file
m-kept-what-is-here-b423 = kept what is here
m-merged-both-2ea9 = merged both
m-nothing-to-redo-0272 = nothing to redo
m-nothing-to-undo-e75c = nothing to undo
m-the-files-were-changed-and-caf5 = the files were changed, and cannot be read as they are: { $error }
m-the-steps-before-it-still-b962 = the steps before it still can
m-there-is-no-conflict-with-e60c = there is no conflict with the file
m-there-is-nothing-to-do-2ba2 = there is nothing to do
m-this-was-saved-already-and-72b6 = this was saved already, and the file was changed since
m-took-what-the-file-holds-741b = took what the file holds
m-of-them-you-had-changed-68a4 = { $before } { $conflicts } of them you had changed, too: choose which words stand.
m-could-not-be-done-again-f24a = { $before } { $lost } could not be done again: they are in { $a }.
m-the-files-had-been-changed-6f35 = { $before } The files had been changed since: both changes are kept.
m-while-changes-made-here-were-9f5d = { $before } while changes made here were not saved yet
m-unsaved-changes-of-the-last-3bec = { $done } unsaved changes of the last session are back.
m-changed-outside-and-taken-over-5122 = { $links } changed outside, and taken over.
m-links-were-6097 = { $number } links were
m-changes-could-not-be-done-6feb = { $said }; { $a } changes could not be done again: they are in { $b }
m-sentences-are-in-conflict-e547 = { $said }; { $conflicts } sentences are in conflict
m-what-was-here-is-in-8d92 = { $said }; what was here is in { $a }

## review/suggestions.rs

m-let-the-first-glossary-of-f510 = let the first glossary of the settings be a table (.csv), which new terms are written to
m-and-writing-the-file-would-b104 = { $a }: { $remark }, and writing the file would remove it

## review/workbench.rs

m-english-text-1fea = English text
m-one-sentence-f02c = One sentence
m-a-suppressed-finding-needs-a-227b = a suppressed finding needs a reason
m-another-program-has-changed-the-ae6c = another program has changed the file, so what was done here is not in it
m-make-one-duizhao-convert-in-5edf = make one: `duizhao convert IN book.bitext.jsonl`, or `duizhao align ZH EN -o book.bitext.jsonl`
m-open-it-again-everything-done-ae86 = open it again: everything done here is kept beside it
m-put-the-old-version-back-53db = put the old version back
m-say-in-a-few-words-e4ce = say in a few words why it is right as it is
m-the-english-file-as-it-809d = the English file as it stands
m-the-english-has-no-file-4659 = the English has no file of its own
m-the-file-as-it-was-1cc4 = the file as it was opened
m-the-workbench-keeps-what-you-2a48 = the workbench keeps what you do in a bitext file (.bitext.jsonl)
m-there-is-no-filter-bed3 = there is no filter "{ $filter }"
m-there-is-no-such-finding-ffc2 = there is no such finding any more
m-decisions-were-about-sentences-that-c903 = { $a } decisions were about sentences that are gone: the Align view lists them.
m-links-wait-to-be-written-a24d = { $a } links wait to be written into { $b }.
m-links-are-in-conflict-with-9f27 = { $conflicts } links are in conflict with the text: choose which words stand.
m-of-changed-since-the-bitext-f287 = { $sentences } of { $a } changed since the bitext was written: this is what the file says.

## segment/merge.rs

m-bring-all-of-them-into-138f = bring all of them into one encoding, then merge again
m-keep-one-of-both-versions-08c9 = keep one of both versions
m-this-is-an-archive-only-fe54 = this is an archive; only texts are merged sentence by sentence
m-this-version-is-and-is-7db3 = this version is { $a }, and { $b } is { $c }

## segment/rules.rs

m-a-blank-line-ends-whatever-489a = A blank line ends whatever precedes it.
m-a-bracket-that-follows-a-f1d7 = A bracket that follows a finished sentence and holds whole sentences is a sentence of its own.
m-a-comma-semicolon-or-colon-d79d = A comma, semicolon or colon follows: the sentence goes on.
m-a-dash-and-the-source-4deb = A dash and the source follow the quotation and stay with it.
m-a-dash-before-the-closing-6c16 = A dash before the closing quote: the speaker is interrupted, and something new follows.
m-a-dash-ties-what-follows-6671 = A dash ties what follows to this sentence.
m-a-long-enough-clause-trails-610c = A long enough clause trails off, and a new subject, a quotation or a capital follows.
m-a-number-a-version-an-6778 = A number, a version, an address or a name with a full stop in it.
m-a-quotation-trails-off-and-70cb = A quotation trails off and closes.
m-a-run-of-end-marks-e986 = A run of end marks, and a new sentence follows.
m-a-semicolon-ends-nothing-unless-013d = A semicolon ends nothing unless the option says so.
m-a-small-letter-follows-the-4396 = A small letter follows: the sentence goes on.
m-a-speaker-and-a-verb-5731 = A speaker and a verb of saying follow the quotation.
m-an-abbreviation-that-always-has-aad1 = An abbreviation that always has its word after it.
m-an-abbreviation-that-can-stand-fe13 = An abbreviation that can stand last, and what follows can only open a sentence.
m-an-abbreviation-with-its-number-dc82 = An abbreviation with its number after it.
m-an-abbreviation-and-what-follows-17cc = An abbreviation, and what follows may well belong to it.
m-an-ellipsis-inside-a-clause-d3e9 = An ellipsis inside a clause.
m-an-end-mark-and-the-ddce = An end mark and the quotes and brackets it closes; they stay with the sentence.
m-an-end-mark-and-the-576d = An end mark and the sign of its note or source, which stays with the sentence.
m-an-exclamation-or-question-mark-968a = An exclamation or question mark that belongs to a name.
m-in-verse-every-line-is-a67a = In verse every line is a sentence.
m-inside-a-bracket-or-a-7b94 = Inside a bracket or a book title nothing ends.
m-outside-of-quotations-a-long-8784 = Outside of quotations a long clause trails off, and what follows does not carry it on.
m-the-initial-of-a-name-3d8e = The initial of a name.
m-the-number-and-title-of-949c = The number and title of a chapter, and the text begins in the same line.
m-the-number-of-a-point-e21c = The number of a point inside a line, in the row of those before or behind it.
m-the-number-or-letter-of-a1d9 = The number or letter of a list's item.
m-the-number-or-letter-of-27fc = The number or letter of a list's next point follows.
m-the-option-quotations-whole-keeps-91b9 = The option `quotations = "whole"` keeps quotations in one piece.
m-the-option-semicolon-is-on-3055 = The option `semicolon` is on.
m-the-quotation-stands-inside-a-1339 = The quotation stands inside a clause, which goes on after it.
m-the-same-word-again-after-ce43 = The same word again after an ellipsis: the speaker stammers.
m-the-text-ends-with-or-6271 = The text ends, with or without a mark.

## text/named.rs

m-did-you-mean-349d = did you mean "{ $near }"? { $there }
m-no-is-called-5a36 = no { $a } is called "{ $id }"

## text/script.rs

m-han-characters-and-latin-letters-0fea = { $a } Han characters and { $b } Latin letters

## translate/adaptations.rs

m-it-does-not-take-which-4430 = it does not take { $limit }, which is left out
m-it-is-asked-with-false-4d67 = it is asked with { $thinks } = false
m-it-takes-instead-of-a73c = it takes { $other } instead of { $limit }
m-it-takes-no-system-message-ae4b = it takes no system message; the instructions stand before the question

## translate/answers.rs

m-a-server-5a20 = a server
m-translated-before-9493 = translated before

## translate/batch_jobs/collect.rs

m-the-service-does-not-have-e466 = the service does not have it any more; duizhao translate --cancel BATCH --force gives it up

## translate/batch_jobs/mod.rs

m-duizhao-translate-collect-looks-for-f9b0 = duizhao translate --collect looks for it
m-it-is-not-known-whether-9e33 = it is not known whether the service has this batch

## translate/batch_jobs/record.rs

m-a-later-version-of-duizhao-faa1 = a later version of duizhao may have written it: use that one
m-the-record-of-a-batch-9502 = the record of a batch cannot be read: { $error }

## translate/batch_jobs/server.rs

m-the-answer-is-not-json-d3d7 = the answer is not JSON
m-the-results-cannot-be-kept-58eb = the results cannot be kept while they are read: { $error }

## translate/batch_jobs/submit.rs

m-run-again-it-is-looked-bca5 = run again: it is looked for, and not submitted twice
m-stopped-is-reached-9357 = stopped: { $cap } is reached
m-this-server-seems-to-have-a9cc = this server seems to have no batch service: leave --batch out
m-what-was-submitted-is-under-de83 = what was submitted is under way; the rest is left for another run
m-it-is-not-known-whether-827c = { $what }; it is not known whether the service has the batch

## translate/doubtful.rs

m-it-is-the-translation-of-a103 = it is the translation of another sentence ({ $other })

## translate/engine.rs

m-a-provider-with-protocol-needs-2b43 = a provider with protocol "{ $a }" needs a url
m-add-url-https-to-its-6ee9 = add url = "https://..." to its table in duizhao.toml
m-in-body-set-610b = in body, set { $a }
m-it-thinks-before-it-answers-0745 = it thinks before it answers, and gets room for that; to have it otherwise, { $a }
m-leave-batch-out-openai-and-04fe = leave --batch out; "openai" and "anthropic" have one, and Azure under protocol = "openai" with a url that ends in /openai/v1
m-no-such-protocol-0588 = no such protocol
m-only-thoughts-dc58 = only thoughts
m-protocol-has-no-batch-service-cb9e = protocol "{ $a }" has no batch service
m-the-answer-was-cut-off-d8f6 = the answer was cut off
m-the-model-refused-it-ae89 = the model refused it: "{ $words }"
m-the-model-thought-and-did-0104 = the model thought and did not answer
m-the-model-used-all-its-68e8 = the model used all its tokens for thinking

## translate/guide.rs

m-shorten-it-or-set-context-20f3 = shorten it, or set context-tokens = { $a } in [translate]
m-with-summary-and-instructions-more-67db = { $before } (with summary and instructions, { $more } more)
m-has-about-tokens-and-may-7078 = { $file } has about { $a } tokens{ $besides }, and { $b } may go along with a request

## translate/mask.rs

m-a-mark-is-not-closed-f8ca = a mark is not closed
m-nothing-stands-in-the-mark-9053 = nothing stands in the mark { $open }{ $a }{ $close }
m-the-mark-is-missing-037d = the mark { $open }{ $a }{ $close } is missing
m-the-mark-is-not-in-5f34 = the mark { $open }{ $inside }{ $close } is not in the sentence
m-the-mark-is-out-of-f140 = the mark { $open }{ $inside }{ $close } is out of place

## translate/options.rs

m-a-provider-with-protocol-needs-d600 = a provider with protocol "{ $a }" needs a model
m-add-model-name-to-its-e7f3 = add model = "NAME" to its table in duizhao.toml

## translate/protocol/anthropic.rs

m-a-higher-max-tokens-or-c38b = a higher max_tokens, or a lower budget_tokens in thinking
m-the-answer-has-no-content-fa18 = the answer has no content

## translate/protocol/anthropic_batch.rs

m-it-was-cancelled-5caf = it was cancelled
m-the-answer-about-the-batch-4776 = the answer about the batch has no id or status
m-the-list-of-batches-has-359b = the list of batches has no data
m-the-server-says-400-84df = the server says 400: { $message }
m-the-service-did-not-come-a3f4 = the service did not come to it in time

## translate/protocol/libretranslate.rs

m-the-answer-has-no-list-0a27 = the answer has no list of texts

## translate/protocol/mod.rs

m-azure-translator-version-3-3040 = Azure Translator, version 3
m-deepl-version-2-keys-that-20a9 = DeepL, version 2; keys that end in :fx belong to https://api-free.deepl.com
m-google-cloud-translation-advanced-url-1e65 = Google Cloud Translation, advanced; url ends in /v3/projects/P/locations/L
m-google-cloud-translation-basic-6a39 = Google Cloud Translation, basic
m-ollama-s-own-chat-4f0b = Ollama's own chat
m-an-element-of-the-answer-bd4a = an element of the answer has no text at "{ $place }"
m-any-other-service-that-takes-3fe4 = any other service that takes and returns JSON, by a template
m-chat-completions-of-azure-openai-62e8 = chat completions of Azure OpenAI; url ends in /openai/deployments/NAME
m-chat-completions-openai-deepseek-qwen-1180 = chat completions: OpenAI, DeepSeek, Qwen, OpenRouter, vLLM, llama.cpp, LM Studio...
m-messages-of-anthropic-a475 = messages of Anthropic
m-the-answer-has-no-list-1cdc = the answer has no list at "{ $array }"
m-the-model-refused-it-05b0 = the model refused it

## translate/protocol/ollama.rs

m-the-answer-has-no-message-c7d6 = the answer has no message
m-think-false-or-a-higher-cf12 = think = false, or a higher num_predict in options

## translate/protocol/openai.rs

m-reasoning-effort-low-or-a-ee8c = reasoning_effort = "low", or a higher max_completion_tokens
m-the-answer-has-no-choices-56bb = the answer has no choices
m-the-answer-is-an-error-af05 = the answer is an error: { $error }

## translate/protocol/openai_batch.rs

m-the-answer-to-the-upload-5a36 = the answer to the upload has no id

## translate/protocol/template.rs

m-see-body-in-duizhao-toml-5377 = see body in duizhao.toml
m-the-answer-has-no-text-a468 = the answer has no text at "{ $place }"
m-the-template-has-no-place-7ca5 = the template has no place for the texts
m-write-texts-a-list-or-8c71 = write "$texts" (a list) or "$text" (one at a time) where body wants them

## translate/run.rs

m-it-is-too-long-edc3 = it is too long: { $what }
m-not-asked-the-model-thinks-02f2 = not asked: the model thinks and does not answer; { $a }
m-what-was-received-is-kept-5201 = what was received is kept; run again with more, or with --offline
m-fewer-sentences-are-asked-for-c009 = { $what }. Fewer sentences are asked for at once

## translate/second_reader/mod.rs

m-cannot-read-translations-protocol-only-64e9 = "{ $name }" cannot read translations: protocol "{ $a }" only translates
m-name-a-provider-with-a-5159 = name a provider with a chat model (openai, azure-openai, anthropic, ollama) under review in [translate]

## translate/second_reader/run.rs

m-choose-another-provider-for-review-a0e9 = choose another provider for review in [translate]
m-it-gives-no-readings-3632 = it gives no readings: { $why }
m-nothing-was-said-of-it-53b5 = nothing was said of it

## translate/verify.rs

m-is-not-kept-0ddd = "{ $missing }" is not kept
m-chinese-is-left-in-it-3215 = Chinese is left in it
m-it-begins-with-63bd = it begins with "{ $found }"
m-it-has-several-paragraphs-e840 = it has several paragraphs
m-it-is-missing-473c = it is missing
m-it-is-no-sentence-dfea = it is no sentence
m-it-is-the-chinese-6e17 = it is the Chinese
m-it-is-too-long-something-7e1d = it is too long: something was added
m-it-is-too-short-something-a728 = it is too short: something is left out
m-it-says-the-same-again-1ae6 = it says the same again and again
m-the-model-s-thoughts-are-fc6e = the model's thoughts are in it
m-the-number-is-not-in-0021 = the number { $figure } is not in it
m-is-not-translated-as-73d5 = { $source } is not translated as "{ $target }"
