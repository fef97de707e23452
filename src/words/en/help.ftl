# The help: about a command, its arguments, their values. Written by a test out of src/cli/args.rs.

help-global-about = 对照: parallel Chinese-English editions
help-global-long-about = 对照: parallel Chinese-English editions.

    Exit codes: 0 done, 1 not good enough (where asked) or not all translated, 2 wrong usage or input, 3 a server failed (what it answered is kept), 130 interrupted.
help-global-color = Colour on the terminal (NO_COLOR is honoured)
help-global-quiet = Only errors on standard error
help-global-verbose = Say more on standard error
help-global-config = The settings file [default: the nearest duizhao.toml upward]
help-global-jobs = How many threads to use; the result does not depend on it [default: all cores]
help-global-locked = Fail where a text and its bitext differ, or words wait to be written into the text (for CI)
help-global-strict = Make warnings about what is read errors: a missing page, a text without words, what a conversion loses (for CI)
help-global-interface = Language of messages, help and pages: en or zh-CN [default: DUIZHAO_LANG, else that of the system]

help-init-about = Start a project of the texts in a folder: duizhao.toml, a glossary, .gitignore
help-init-folder = The project's folder

help-segment-about = Cut a text into sentences
help-segment-file = The text; `-` is standard input
help-segment-lang = Its language [default: detected]
help-segment-from = The format it is read as [default: by file name; `-` is txt]
help-segment-format = One sentence a line, or JSON Lines with byte offsets into the file (of an archive: its member)
help-segment-explain = Say for each end of a sentence, and each near-end, which rule decided
help-segment-output = Write to this file instead of standard output

help-align-about = Link a Chinese text with its English translation, sentence by sentence, or all texts of the project
help-align-names = A Chinese text and its translation, a bitext, or texts of the project: paths, folders, globs [default: all texts of the project]
help-align-changed = Of these only texts that changed since this branch left REV, committed or not
help-align-staged = Of these only texts that are staged for the next commit; commands that write no texts read all files as they are staged
help-align-batch = Align every pair of this table (TSV or CSV with the columns source, target and, if you like, output) into the folder of -o; what is done already is not done again
help-align-summary = How --batch and the texts of the project are summed up
help-align-lines = The files are already one sentence a line
help-align-from = The format both are read as [default: by file name]
help-align-format = Format of the result [default: by the name of the output; a table on a terminal, else jsonl]
help-align-mt = A machine translation of the Chinese as further evidence: a line for each sentence
help-align-memory = A bitext (.tmx, .tsv, .bitext.jsonl...) that is a translation memory, as further evidence; may be given several times
help-align-tm = The project's translation memory as further evidence: sentences of it, and of --memory, that are like one by this much
help-align-glossary = Glossary whose terms speak for links; may be given several times [default: `glossary` in duizhao.toml]
help-align-encoder = Sentence vectors as further evidence, from [encoder.NAME] in duizhao.toml
help-align-anchors = Sentences that belong into one link, as lines ([12]:[14] a line, counted from 0)
help-align-onto = Keep the decisions of this bitext, and every link away from what has changed since [default: the output, where it is there already]
help-align-fresh = Start anew, even where the output is there already
help-align-take = Which words stand where a bitext of an older duizhao and its texts differ
help-align-take-file = Those of the texts
help-align-take-bitext = Those of the bitext
help-align-recut = Cut both texts by today's settings, instead of as the bitext that is there cuts them
help-align-gold = Score against gold links (a links file), on standard error
help-align-output = Write to this file instead of standard output; with --batch, to this folder

help-build-about = Make the edition: read, segment, align, write
help-build-names = A Chinese text and its translation, a bitext, or texts of the project: paths, folders, globs [default: all texts of the project]
help-build-changed = Of these only texts that changed since this branch left REV, committed or not
help-build-staged = Of these only texts that are staged for the next commit; commands that write no texts read all files as they are staged
help-build-to = What to make, e.g. html,epub,md,tmx,jsonl,tsv [default: `formats` in duizhao.toml, else html]
help-build-glossary = Glossary whose terms are marked; may be given several times
help-build-output = Folder to write to [default: `output` in duizhao.toml, else edition]
help-build-title = Title of the edition [default: the first heading]
help-build-layout = How the two texts stand together
help-build-proof = Make a proof sheet: what is untranslated, added, doubtful or found by the check stands beside the text
help-build-terms = Mark the terms of the glossary, each at its first place, and end with a glossary
help-build-fetch-images = Fetch images on servers, so that the edition has them in itself
help-build-pinyin = Show the pinyin of the Chinese, in pages and books
help-build-single-file = Several texts become one file, where the format can hold them
help-build-per-text = Several texts become a file each
help-build-from = The format both are read as [default: by file name]

help-review-about = Correct links, edit the English, resolve findings, go through a revision, in the browser
help-review-names = A Chinese text and its translation, a bitext, or texts of the project: paths, folders, globs [default: all texts of the project]
help-review-changed = Of these only texts that changed since this branch left REV, committed or not
help-review-staged = Of these only texts that are staged for the next commit; commands that write no texts read all files as they are staged
help-review-port = The port on this machine [default: any that is free]
help-review-open = Open the page in the browser
help-review-against = What the Diff view compares with: another version of the bitext [default: the file as it was opened]
help-review-git = The same: a revision that git keeps
help-review-glossary = Glossary; may be given several times, new terms go to the first [default: `glossary` in duizhao.toml]

help-edit-about = Do to a bitext what the workbench does, from a list of operations
help-edit-bitext = The bitext
help-edit-operations = The operations, one a line as JSON: docs/review.md lists them; `-` is standard input
help-edit-output = Write to this file instead of the bitext itself

help-status-about = Show how far the texts are: translated, reviewed, doubtful, stale; of one pair, what waits in it
help-status-names = A Chinese text and its translation, a bitext, or texts of the project: paths, folders, globs [default: all texts of the project]
help-status-changed = Of these only texts that changed since this branch left REV, committed or not
help-status-staged = Of these only texts that are staged for the next commit; commands that write no texts read all files as they are staged
help-status-format = For people; JSON; a table in Markdown; the message of a badge as JSON (docs/ci.md)
help-status-output = Write to this file instead of standard output

help-next-about = Show the link that wants a person next: open questions first, then what is not translated, read, approved
help-next-names = A Chinese text and its translation, a bitext, or texts of the project: paths, folders, globs [default: all texts of the project]
help-next-changed = Of these only texts that changed since this branch left REV, committed or not
help-next-staged = Of these only texts that are staged for the next commit; commands that write no texts read all files as they are staged
help-next-stage = Only links of these stages: new, translated, reviewed, approved, query [default: all but approved]
help-next-number = The most links that are shown
help-next-format = A list for people, or JSON

help-eval-about = Compare an alignment with gold links
help-eval-auto = The alignment: a bitext, or links ([0, 1]:[0] a line)
help-eval-gold = What it should be: a bitext, or links
help-eval-errors = List every error with its text
help-eval-source = The source sentences, one a line, for links that bring no text
help-eval-target = The target sentences, one a line
help-eval-min-f1 = Fail (exit code 1) below this strict F1
help-eval-format = A report for people, or JSON
help-eval-output = Write to this file instead of standard output

help-check-about = Check a translation: terms, numbers, names, omissions, marks
help-check-names = A Chinese text and its translation, a bitext, or texts of the project: paths, folders, globs [default: all texts of the project]
help-check-changed = Of these only texts that changed since this branch left REV, committed or not
help-check-staged = Of these only texts that are staged for the next commit; commands that write no texts read all files as they are staged
help-check-glossary = Glossary; may be given several times [default: `glossary` in duizhao.toml]
help-check-bitext = A bitext of the two texts, whose links are kept where the texts are unchanged
help-check-format = How the report is written: text, json, github, markdown, sarif, junit, html
help-check-output = Write the report to this file instead of standard output
help-check-baseline = Known findings: shown, and not counted [default: `baseline` in duizhao.toml]
help-check-write-baseline = Write everything that is found as known findings
help-check-fail-on = Fail at findings of this severity and worse: error, warning, note, off
help-check-only = Only these rules
help-check-fix = Put the safe replacements into the English file (or the bitext), and show what changed
help-check-dry-run = With --fix: show what would change (as text or JSON), and write nothing
help-check-from = The format both texts are read as [default: by file name]

help-rules-about = List the rules of `check`

help-diff-about = Show what really changed between two versions of a translation
help-diff-paths = The old version and the new one: bitexts, or texts of one language; with --git one file, or texts of the project [default: all of them]
help-diff-source = The Chinese that the new version translates [default: `source` in duizhao.toml]
help-diff-source-old = The Chinese that the old version translated, where it was another [default: the same]
help-diff-git = Compare revisions of one file, or of the project: A..B, A...B, or A with the files as they are now
help-diff-staged = Compare the last commit of the project with what is staged for the next one
help-diff-glossary = Glossary; may be given several times [default: `glossary` in duizhao.toml]
help-diff-format = How it is shown: text, json, html, markdown
help-diff-output = Write to this file instead of standard output
help-diff-stat = The summary alone, by section; of a project by text
help-diff-all = Quiet changes, too: markup, broken lines, spacing
help-diff-only = Only these kinds: edited, retranslated, split, merged, moved, added, restored, removed, stale, resolved, markup, rewrapped, spacing
help-diff-exit-code = End with exit code 1 where anything changed that is not quiet
help-diff-fail-on = End with exit code 1 at these: kinds of change, number, negation, name, term, finding
help-diff-no-findings = Do not compare what the checks find
help-diff-limit = The largest Markdown, in bytes
help-diff-no-pager = Do not page
help-diff-from = The format texts are read as [default: by file name]

help-merge-about = Merge two people's changes of a bitext, or of a text
help-merge-base = The bitext (with --text, the text) that both started from
help-merge-ours = Our version of it
help-merge-theirs = Their version of it
help-merge-name = The file's name in the messages, as git gives it
help-merge-text = The files are texts: merge them sentence by sentence
help-merge-output = Write to this file instead of standard output

help-terms-about = Find terms that the glossary lacks
help-terms-names = A Chinese text and its translation, a bitext, or texts of the project: paths, folders, globs [default: all texts of the project]
help-terms-changed = Of these only texts that changed since this branch left REV, committed or not
help-terms-staged = Of these only texts that are staged for the next commit; commands that write no texts read all files as they are staged
help-terms-glossary = Glossary whose terms are known already; may be given several times
help-terms-least = How often a term has to occur
help-terms-most = How many terms, at most
help-terms-output = Write them as a glossary (.csv, .tsv, .tbx, .toml, .xlsx) instead of a table
help-terms-from = The format both texts are read as [default: by file name]

help-translate-about = Translate a Chinese text by a server of your own choice, sentence by sentence
help-translate-names = A Chinese text and its translation, a bitext, or texts of the project: paths, folders, globs [default: all texts of the project]
help-translate-changed = Of these only texts that changed since this branch left REV, committed or not
help-translate-staged = Of these only texts that are staged for the next commit; commands that write no texts read all files as they are staged
help-translate-output = Write to this file instead of standard output: in the structure of the Chinese (a copy of the Word document, book, page, subtitles or text), as plain text (.txt), or as a bitext (.bitext.jsonl, .tmx...)
help-translate-provider = Who translates: [provider.NAME] in duizhao.toml [default: `provider` in [translate], else the only one]
help-translate-from = The format the text is read as [default: by file name]
help-translate-glossary = Glossary whose terms the translation is to keep to; may be given several times
help-translate-tm = Find sentences of the translation memory that are like one by this much: chat servers are shown them, and they stand beside what stays untranslated
help-translate-dry-run = Say what it will take and cost, and ask nobody
help-translate-offline = Ask nobody: only what was translated before
help-translate-batch = Hand the sentences in to the provider's batch service, which answers within a day for about half the price; --collect fetches the answers
help-translate-collect = Fetch the answers to batches that were handed in, and write the texts; nothing else is asked for
help-translate-wait = With --collect, wait until every batch is done, asking after so many seconds first and then less and less often
help-translate-batches = List the batches whose answers are not fetched yet
help-translate-cancel = Have the service do no more of a batch; what it has done is still fetched by --collect. With --force the batch is forgotten
help-translate-stale = In texts of the project, translate anew what is stale: English whose Chinese has changed since
help-translate-refresh = Ask again for these sentences (ids as `duizhao segment --format jsonl` gives them)
help-translate-max-requests = Stop before more requests than this
help-translate-max-chars = Stop before more characters of Chinese than this
help-translate-max-cost = Stop when this much is spent, at the prices in duizhao.toml
help-translate-allow-partial = Write the result and exit with 0 even where sentences stay untranslated
help-translate-force = Replace the output even if somebody has changed it since it was written

help-tm-about = The translation memory of the project

help-tm-import-about = Take in translations: TMX or any other bitext
help-tm-import-files = Bitexts

help-tm-export-about = Write all of it as a bitext
help-tm-export-output = The file; its name says the format (.tmx, .tsv, .bitext.jsonl)

help-tm-check-about = Find pairs that seem to be no translations; exit code 1 where there are any
help-tm-check-format = For people; or JSON
help-tm-check-forget = Let go of doubtful answers of servers: they are asked for again. What people made or imported stays

help-tm-find-about = Find what is like a Chinese sentence
help-tm-find-text = The sentence
help-tm-find-least = How like, in per cent, at least
help-tm-find-most = How many, at most

help-providers-about = List the protocols that providers may speak, and check a provider

help-providers-check-about = Ask a provider for one short sentence, and say what it is like
help-providers-check-name = [provider.NAME] in duizhao.toml

help-export-about = Send texts to other people: a Word table, a workbook, CSV, PO or XLIFF to edit and to comment on
help-export-file = The file to write: review.docx, review.xlsx, review.csv, review.po, review.xlf
help-export-names = A Chinese text and its translation, a bitext, or texts of the project: paths, folders, globs [default: all texts of the project]
help-export-changed = Of these only texts that changed since this branch left REV, committed or not
help-export-staged = Of these only texts that are staged for the next commit; commands that write no texts read all files as they are staged
help-export-stage = Only links of these stages: new, translated, reviewed, approved, query
help-export-marked = Only links with a finding, a comment, a note or a proposal
help-export-no-findings = Without the findings of the check
help-export-to = The format [default: by file name]
help-export-force = Write over a file that is there

help-import-about = Take in what came back: changed English, statuses, notes, comments, tracked changes
help-import-file = The file that came back: of `export`, or a TMX, XLIFF, SDLXLIFF, MQXLIFF of a translation tool
help-import-names = A Chinese text and its translation, a bitext, or texts of the project: paths, folders, globs [default: all texts of the project]
help-import-changed = Of these only texts that changed since this branch left REV, committed or not
help-import-staged = Of these only texts that are staged for the next commit; commands that write no texts read all files as they are staged
help-import-dry-run = Show what would be taken in, and write nothing
help-import-by = Who made the changes that the file does not say the author of [default: who saved it last]
help-import-propose = Take changes of the English in as proposals, to be accepted in `review`
help-import-marks = Take in also what differs only in the shape of quotation marks, as word processors change them
help-import-remove-missing = Take the English of rows out that are missing in the file
help-import-from = The format of the file [default: by file name]
help-import-format = A list for people, or JSON
help-import-output = Write to this file instead of standard output

help-convert-about = Convert a bitext or a glossary into another format
help-convert-names = A bitext or glossary, and the file to make of it, whose name says the format: a text (en.md, en.docx, en.epub, en.srt) gets the English of the bitext. With -o, texts of the project [default: all of them]
help-convert-from = The format a bitext is read as [default: by file name]
help-convert-to = The format a bitext is written in, e.g. xliff12 [default: by file name]
help-convert-like = Write the English in the shape of this Chinese document [default: that of the bitext]
help-convert-output = Write the bitexts of texts of the project into this folder, each under the path of its text

help-pipe-about = Be a filter: a JSON document a line in, a result a line out, in order, errors as records
help-pipe-task = What is done with each line
help-pipe-task-align = {"{"}"id", "source", "target"{"}"} gives {"{"}"id", "beads": [{"{"}"source": [], "target": [], "confidence"{"}"}]{"}"}
help-pipe-task-check = The same, or what align gave, gives {"{"}"id", "findings": []{"}"}
help-pipe-task-segment = {"{"}"id", "text"{"}"} gives {"{"}"id", "text": ["sentence"]{"}"}
help-pipe-from = The format that texts are read as
help-pipe-glossary = Glossary for check; may be given several times [default: `glossary` in duizhao.toml]

help-formats-about = List the formats that are read, written and written back, and what to do about those that are not
help-formats-format = How they are listed

help-completions-about = Print what a shell needs to complete commands, options and their values
help-completions-shell = The shell

help-man-about = Print the manual page, or write a page for each command
help-man-output = Write duizhao.1, duizhao-align.1 and so on to this folder
