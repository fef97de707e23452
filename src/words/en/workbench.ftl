# The workbench: src/review/assets/. Only words, { $name }, and a select over one and other for a whole text.
## The page as a whole
w-title = duizhao review
w-page-title = { $title } · duizhao review
w-language-name = English
w-language = Language of the page
w-noscript = The workbench needs JavaScript.
w-skip = Skip to the text
w-skip-texts = Skip to the texts
w-views = Views
w-view-align = Align
w-view-edit = Edit
w-view-findings = Findings
w-view-diff = Diff
w-view-terms = Terms
w-view-texts = Texts
w-view-search = Search and terms
w-everywhere = Everywhere
w-export = Export
w-keys = Keys
w-keys-all = All keys (?)
w-key-space = Space
w-notices = Notices
w-dismiss = Dismiss
w-list = { $before }, { $name }
w-and-help = { $what }: { $help }
w-sentence = { $words }.
w-number = { $index }
w-percent = { $percent } %
w-tool-key = { $does } ({ $key })
w-nothing = nothing
w-somebody = somebody
w-save = Save
w-cancel = Cancel
w-close = Close
w-show = Show
w-chinese = Chinese
w-english = English
w-cannot-hold = Cannot hold { $what }
w-go = Go
w-go-title = Go to a link
w-go-label = Number, 1 to { $total }
w-go-wrong = A number from 1 to { $total } is needed.

## Saving, undo, the server
w-save-unsent = Not sent: kept here
w-save-gone = No connection
w-save-conflict = Not saved: conflict
w-save-failed = Could not be saved
w-save-not-yet = Not saved yet
w-save-kept = Kept
w-save-saved = Saved
w-save-saving = Saving…
w-save-kept-about = What you type is kept; it is written into the text when you leave the sentence
w-undo = Undo
w-undo-nothing = Nothing to undo
w-undo-what = Undo: { $what }
w-undone = Undone: { $what }.
w-redo = Do again
w-redo-short = Redo
w-redo-nothing = Nothing to redo
w-redo-what = Redo: { $what }
w-redone = Done again: { $what }.
w-error-status = The server answered with { $status }.
w-error-no-answer = The workbench does not answer.
w-gone = The workbench was closed in the terminal, or does not answer.
w-gone-unsent = What you typed and was not sent is kept here and will be sent when it is back.
w-gone-sent = Everything you did had been sent.
w-gone-start = Start it again with { $command }.
w-gone-trying = This page keeps trying.
w-back = The workbench is back.
w-forbidden = This browser has not been let in.
w-forbidden-open = Open the address that the terminal shows: it has the key.
w-forbidden-unsent = Leave this page open meanwhile: it holds text that was not sent.
w-forbidden-here = It can be opened in this window.
w-unopened = This text cannot be opened
w-all-texts = All texts
w-all-texts-key = All texts (0)
w-lost-typed = The link you were typing in is gone: it was split, merged or taken away elsewhere. This is what you had typed:
w-your-text = Your text
w-discard = Discard it
w-changed-title = The file was changed by another program
w-changed-kept = Your work is kept, and you can go on; nothing is written to the file until you choose.
w-how-merge = Merge both
w-how-merge-does = Brings what you did and what the other program did together, link by link.
w-how-mine = Keep mine
w-how-mine-does = Writes what is here over the file. What the other program did is lost.
w-how-theirs = Take the file’s
w-how-theirs-does = Reads the file as it is now. What you did and was not saved is put aside in a file beside it.
w-how-sure = { $label }?
w-unsent-stays = What you typed has not been sent yet: it would be lost.

## Links
w-links-grid = Links
w-this-link = This link
w-link-gone = This link is not there any more.
w-link-no-english = without English
w-link-no-chinese = without Chinese
w-link-locked = { $source } to { $target }, locked by a person
w-link-rejected = { $source } to { $target }, rejected by a person
w-link-doubtful = { $source } to { $target }, doubtful, { $percent }
w-link-fair = { $source } to { $target }, fairly certain, { $percent }
w-link-certain = { $source } to { $target }, certain, { $percent }
w-link-and-moved = { $words }; { $moved }
w-moved = moved
w-moved-up = moved up, from after link { $after }
w-moved-down = moved down, from after link { $after }
w-moved-from-beginning = moved down, from the beginning
w-moved-go = To link { $after }, behind which its English stands
w-moved-none = The English of this link is where its Chinese is.
w-wire-no-english = no English
w-wire-no-chinese = no Chinese
w-not-translated = not translated
w-not-in-chinese = not in the Chinese
w-drag = Drag onto a neighbouring link
w-doubtful = doubtful
w-status-auto = automatic
w-status-locked = locked
w-status-rejected = rejected
w-badge-conflict = conflict
w-badge-conflict-about = The text says something else: open it in the Edit view to choose
w-badge-pending = to be written
w-badge-pending-about = Not in the text yet
w-badge-stale = stale
w-badge-stale-about = The Chinese was: { $was }
w-badge-changed = changed
w-badge-changed-about = It was locked, and reworded since
w-conflict-group = Conflict with the text
w-conflict-ask = This sentence was changed here and in the text. Which English is to stand?
w-conflict-edit = The edit
w-conflict-keep = Keep the edit
w-conflict-text = The text
w-conflict-take = Take the text’s
w-waits = Not in the text yet.
w-waits-because = Not in the text yet: { $why }.
w-text-says = The text says:
w-stale-was = The Chinese has changed since this was translated. It was:
w-stale-holds = The English holds
w-changed-since = This link was locked, and a sentence of it was reworded since: lock it again if it is right.
w-lost-count = { $count ->
    [one] { $count } lost decision
   *[other] { $count } lost decisions
}
w-lost-why = { $status }: { $why }

## Filters and places
w-filter-all = All
w-filter-doubtful = Doubtful
w-filter-unlinked = Unlinked
w-filter-moved = Moved
w-filter-locked = Locked
w-filter-rejected = Rejected
w-filter-noted = Noted
w-filter-commented = Comments
w-filter-proposed = Proposals
w-filter-findings = With findings
w-filter-conflicts = In conflict
w-filter-pending = To be written
w-filter-stale = Stale
w-filter-changed = Changed
w-filter-lost = Lost decisions
w-filter-failed = Cannot be opened
w-of-doubtful = doubtful
w-of-unlinked = unlinked
w-of-moved = moved
w-of-locked = locked
w-of-rejected = rejected
w-of-noted = noted
w-of-commented = with comments
w-of-proposed = with proposals
w-of-findings = with findings
w-of-conflicts = in conflict
w-of-pending = to be written
w-of-stale = stale
w-of-changed = changed
w-of-all-findings = findings
w-of-all-changes = changes
w-place = Link { $index } of { $total }
w-place-of = { $row } of { $total } { $what }
w-place-none = { $total } { $what }
w-all-links = All { $count } links.
w-links-shown = { $count ->
    [one] { $count } link shown.
   *[other] { $count } links shown.
}
w-none = No link is like this.
w-order = Order
w-order-text = Text order
w-order-doubt = Least certain first
w-order-weight = Loudest first
w-doubtful-none = No link is doubtful.
w-from-beginning = From the beginning again.
w-density = Compact
w-density-key = As many links as fit (v)
w-density-is-compact = As many links as fit are shown.
w-density-is-normal = Links are shown whole.

## Links: what is done with them
w-split = Split
w-split-does = Split this link
w-split-here = Split here
w-split-here-does = Split where the lines are
w-split-cancel-does = Do not split
w-split-nothing = There is one sentence on a side at most: nothing to split. Unlink (u) parts the two sides.
w-split-empty = One of the two links would be empty: move the cut.
w-split-mode = Split: the first link gets { $source } of { $sources } Chinese and { $target } of { $targets } English. ← → move the cut, Tab goes to the other side, Enter splits, Escape leaves.
w-merge = Merge
w-merge-chosen = Merge chosen
w-merge-last = This is the last link: there is none to merge it with.
w-merge-apart = The chosen links do not follow one another in the text. Show all links in text order to merge them.
w-up = Up
w-up-does = The sentence under the cursor, and those before it, go to the previous link
w-down = Down
w-down-does = The sentence under the cursor, and those behind it, go to the next link
w-unlink = Unlink
w-link = Link
w-link-does = Link with a row that lacks the other side
w-linking = Linking…
w-link-here = Link here
w-link-both = Both sides of this link are there already. Unlink it (u) first.
w-link-mode = Linking: go to a row without { $side } and press c again. Escape leaves.
w-link-same = Both rows lack { $lacks }. One without { $needed } is needed.
w-lock = Lock
w-unlock = Unlock
w-lock-does = This link is right
w-reject = Reject
w-reject-back = Take back
w-reject-does = This link is wrong
w-edit = Edit
w-note = Note
w-note-does = Write a note
w-note-title = Note on link { $index }
w-note-about = For whoever works on this link next. Leave it empty to take the note away.
w-note-write = Write a note
w-note-change = Change the note

## Stages, comments, proposals
w-stage-query = Query
w-stage-new = New
w-stage-translated = Translated
w-stage-reviewed = Reviewed
w-stage-approved = Approved
w-stage-filter = Stage
w-stage-any = Any stage
w-stage-count = { $stage } ({ $count })
w-stage-by = { $stage }: { $by }, { $at }
w-stage-set = Stage: { $stage }.
w-need-none = Everything is approved.
w-need-next = Next: { $stage }.
w-need-wrapped = From the beginning again: { $stage }.
w-comment = Comment
w-comments = { $count ->
    [one] { $count } comment
   *[other] { $count } comments
}
w-comment-title = Comment on link { $index }
w-comment-label = What do you want to say?
w-comment-do = Comment
w-comment-add = Comment
w-comment-answer = Answer
w-comment-last = { $by }: { $text }
w-comment-empty = A comment needs words.
w-comment-withdraw = Withdraw
w-comment-withdraw-it = Withdraw the comment: { $text }
w-question-ask = Ask
w-question-title = Question about link { $index }
w-question-label = What is the question?
w-question-do = Ask
w-question-resolve = Resolve the question
w-question-resolved = The question is resolved.
w-proposals = { $count ->
    [one] { $count } proposal
   *[other] { $count } proposals
}
w-proposal-by = Proposed by { $by }
w-proposal-other = The English was another one then:
w-proposal-none = Nothing is proposed for this link.
w-reader-says = second reader { $reader }: { $reason }
w-accept = Accept
w-refuse = Refuse
w-insert = Put it in

## Edit
w-aids = Aids for this link
w-aids-none = Nothing found.
w-aids-no-terms = No term of the glossary is in this link.
w-aids-no-memory = Nothing like it is in the memory.
w-memory = Memory
w-trouble-stale = Not saved: this link was changed elsewhere. Open it to choose.
w-trouble-refused = Not saved: this was not accepted. Open it to see why.
w-marks-has = Has { $marks }.
w-mark = { $kind } { $written }
w-mark-strong = bold
w-mark-emphasis = italic
w-mark-strike = struck out
w-mark-link = link
w-mark-code = code
w-mark-note = note sign
w-mark-image = image
w-mark-other = markup
w-marks-dropped = These words would leave out: { $marks }.
w-marks-why = Not to be written: { $why }.
w-field = English of link { $index }, sentence { $sentence } of { $of }
w-part = Part { $part } of { $of }
w-part-before = Part before
w-part-behind = Next part
w-edit-long = Edit this long sentence
w-draft-dirty = not saved yet
w-draft-sending = saving…
w-draft-saved = saved
w-draft-refused = not accepted
w-draft-stale = changed elsewhere
w-draft-lost = the link is gone
w-stale-ask = This link was changed in another place while you were typing. Which English is to stand?
w-stale-yours = Yours
w-stale-keep = Keep mine
w-stale-other = The other
w-stale-take = Take the other
w-typed-kept = What you typed is kept here.
w-send-again = Send again
w-add-sentence = Add a sentence
w-write = Write the translation
w-control = control character { $code }
w-whole-text = The whole text, { $count } characters
w-show-all = Show all { $count } characters
w-kind-heading = Heading { $level }
w-kind-list-item = list item
w-kind-quotation = quotation
w-kind-verse-line = verse line
w-kind-table-cell = table cell
w-kind-caption = caption
w-taken-out = taken out:
w-put-in = put in:
w-moved-here = moved:

## Findings
w-severity-error = error
w-severity-warning = warning
w-severity-note = note
w-errors = Errors
w-warnings = Warnings
w-notes-all = Notes
w-errors-count = { $count ->
    [one] { $count } error
   *[other] { $count } errors
}
w-warnings-count = { $count ->
    [one] { $count } warning
   *[other] { $count } warnings
}
w-notes = { $count ->
    [one] { $count } note
   *[other] { $count } notes
}
w-findings = { $count ->
    [one] { $count } finding
   *[other] { $count } findings
}
w-known = (known)
w-state-known = known
w-state-suppressed = suppressed
w-checking = Checking…
w-checks-running = The checks are still running…
w-findings-none = The checks found nothing.
w-findings-none-here = Nothing of this kind. Other findings are hidden by the choice above.
w-findings-hidden = Known and suppressed ones
w-findings-hidden-count = Known and suppressed ones ({ $count })
w-finding-last = This is the last one here. d goes on in the next text.
w-findings-nowhere = No other text has findings.
w-untold = { $count } more of this rule come when some of these are dealt with.
w-show-more = Show { $count } more of { $left }
w-edit-link = Edit link { $index }
w-fix = Fix:
w-fix-look = look at it
w-take-out = (take out)
w-no-fix = There is no fix for this one.
w-fix-instead = Instead of “{ $was }” “{ $becomes }”
w-fix-all = Fix all safe ones
w-fix-all-count = Fix all { $count } safe ones
w-fix-rule = Fix all safe ones of this rule
w-fix-rule-count = Fix all { $count } safe ones of this rule
w-fix-title = Safe fixes
w-fix-title-rule = Safe fixes of { $rule }
w-fix-explained = Untick what is to stay as it is. The rest is done as one step, which Undo takes back.
w-fix-ticked = { $count ->
    [one] Make { $count } fix
   *[other] Make { $count } fixes
}
w-fix-about = { $rule }: { $message }
w-fix-not = Not made: { $why }
w-suppress = Suppress…
w-suppress-title = Suppress a finding
w-suppress-why = Why is this right as it is?
w-suppress-do = Suppress
w-suppress-reason-needed = A reason is needed: the next person will want to know.
w-suppressed = Suppressed. The reason is in { $where }.
w-suppressed-why = Suppressed: { $reason }

## Find and replace, ticks
w-replace-title = Find and replace
w-replace-short = Replace
w-replace-key = Find and replace (Ctrl+H)
w-replace-find = Find
w-replace-with = Replace with
w-replace-case = Match case
w-replace-words = Whole words
w-replace-side = Languages that are looked through
w-side-both = Both languages
w-side-english = English alone
w-side-chinese = Chinese alone
w-replace-scope = Texts that are looked through
w-scope-one = This text
w-scope-all = All texts
w-replace-all = { $count ->
    [one] Replace { $count } place
   *[other] Replace all { $count } places
}
w-replace-some = Replace { $count } of { $total } places
w-replace-chinese = { $count ->
    [one] { $count } of them is in the Chinese, which is found but never written here.
   *[other] { $count } of them are in the Chinese, which is found but never written here.
}
w-replace-explained = Nothing but the ticked places changes. Each text gets one step of undo.
w-take-back = Take back in all texts: { $what }
w-tick-all = Tick all
w-tick-none = Untick all
w-tick-open = Open
w-tick-open-it = Open link { $index }
w-more = Show more of { $count }

## Diff
w-diff-against = Compared with { $against }
w-changes = { $count ->
    [one] { $count } change
   *[other] { $count } changes
}
w-diff-kept = { $count ->
    [one] { $count } sentence as before
   *[other] { $count } sentences as before
}
w-diff-edited = { $percent } % edited
w-diff-accepted = { $count } accepted
w-diff-more = { $count ->
    [one] Show more of { $count } change
   *[other] Show more of { $count } changes
}
w-diff-nothing = There is nothing to compare with.
w-diff-same = Nothing changed against { $against }.
w-diff-none-here = No change of this kind is left. Others are hidden by the choice above.
w-comparing = Comparing…
w-both-whole = Both texts whole
w-before = Before
w-now = Now
w-accepted = accepted
w-accepted-said = Accepted.
w-accept-not = Not accepted after all
w-accept-open = Open again.
w-chinese-before = Chinese before
w-old-back = Put the old English back
w-old-back-not = This change cannot be taken back from here.
w-hide-accepted = Hide accepted
w-side-by-side = Side by side
w-meanings = What may mean something else
w-meaning-number = Number
w-meaning-negation = Negation
w-meaning-term = Term
w-meaning-name = Name
w-kind-edited = edited
w-kind-retranslated = retranslated
w-kind-split = split
w-kind-merged = merged
w-kind-moved = moved
w-kind-added = added
w-kind-restored = restored
w-kind-removed = removed
w-kind-stale = stale
w-kind-resolved = resolved
w-kind-markup = markup
w-kind-rewrapped = rewrapped
w-kind-spacing = spacing

## Search and terms
w-find-title = Where does it stand?
w-find-placeholder = Chinese or English
w-in-all = In all texts
w-places = { $count ->
    [one] { $count } place
   *[other] { $count } places
}
w-texts = { $count ->
    [one] { $count } text
   *[other] { $count } texts
}
w-links = { $count ->
    [one] { $count } link
   *[other] { $count } links
}
w-in-texts = { $places } in { $texts }
w-found = { $places }.
w-found-first = The first { $shown } of { $places }.
w-found-nowhere = Found nowhere.
w-unread = { $count ->
    [one] { $count } text not read yet…
   *[other] { $count } texts not read yet…
}
w-uses = { $count ->
    [one] { $count } link with { $term } in { $texts }.
   *[other] { $count } links with { $term } in { $texts }.
}
w-uses-none = No link has { $term }.
w-use-preferred = as the glossary has it
w-use-variant = allowed by the glossary
w-use-forbidden = forbidden by the glossary
w-use-chinese = left in Chinese
w-use-other = otherwise
w-use-untranslated = not translated
w-times = { $count ->
    [one] { $count } time:
   *[other] { $count } times:
}
w-this-text = this text
w-other-side-empty = nothing on the other side
w-glossary = Glossary
w-glossary-filter = Filter the glossary
w-glossary-empty = The glossary is empty.
w-filter = Filter
w-no-glossary = no glossary is set
w-count-of = { $count } of { $total }
w-terms-more = { $count } more: narrow the list.
w-term-also = also
w-term-not = not
w-term-used = used
w-term-unused = not used
w-term-find = Find
w-term-find-it = Find { $term }
w-term-add = Add
w-term-add-it = Add { $source }, { $target }
w-term-added = “{ $term }” is in { $file }. Everything is checked again.
w-term-lacks = A term needs both its Chinese and its English.
w-term-variants = Also right, parted by ;
w-term-forbidden = Not to be used, parted by ;
w-renderings = Renderings
w-renderings-of = Renderings of { $term }
w-proposed-title = What the glossary may lack
w-proposed-none = Nothing is proposed.
w-proposed-times = { $count ->
    [one] { $count } time, { $percent } % of them so
   *[other] { $count } times, { $percent } % of them so
}
w-new-title = Add a term
w-new-do = Add to the glossary

## The list of texts
w-text-place = { $number } of { $of }
w-looking = Looking in the other texts…
w-last-text = This is the last text.
w-first-text = This is the first text.
w-from-first-text = From the first text again.
w-here-last = You were here last
w-last = last
w-text-open = open
w-text-open-unsaved = open, not saved yet
w-not-read = not read yet…
w-nothing-to-do = nothing to do
w-none-in-text = There is none in this text.
w-texts-filter = Filter by title or name
w-texts-placeholder = Title or name
w-texts-none = No text is like this.
w-badge-count-doubtful = { $count } doubtful
w-badge-count-query = { $count ->
    [one] { $count } query
   *[other] { $count } queries
}
w-badge-count-proposed = { $count } proposed
w-badge-count-conflicts = { $count } in conflict
w-badge-count-pending = { $count } to be written
w-badge-count-stale = { $count } stale
w-badge-count-changed = { $count } changed
w-badge-count-lost = { $count } lost
w-badge-count-locked = { $count } locked
w-badge-count-reviewed = { $count } reviewed
w-badge-count-approved = { $count } approved

## What keys do
w-does-view = { $view } view
w-does-keys = These keys
w-does-leave-mode = Leave a mode
w-leave-mode = Leave (Esc)
w-does-search = Search both languages
w-does-search-all = Search both languages in all texts
w-does-search-selected = Search for the selected text
w-does-next-text = Next text
w-does-text-before = Text before
w-does-first-text = First text
w-does-last-text = Last text
w-does-open = Open it where you were last
w-does-open-doubtful = Open it at its first doubtful link
w-does-open-findings = Open it at its findings
w-does-open-stale = Open it at what is stale
w-does-out-of-field = Out of the field
w-does-density = Compact, or links whole
w-does-next = Next link
w-does-previous = Previous link
w-does-choose-next = Choose the next link as well
w-does-choose-previous = Choose the previous link as well
w-does-next-sentence = Next sentence of the link
w-does-sentence-before = Sentence before
w-does-first = First link
w-does-last = Last link
w-does-screen-down = A screen down
w-does-screen-up = A screen up
w-does-next-doubtful = Next doubtful link, at the end in the next text
w-does-go = Go to a link by its number
w-does-split = Split at the cursor
w-does-enter = Split here, when splitting; else edit
w-does-edit = Edit the English
w-does-merge = Merge with the next link, or the chosen ones
w-does-shift-previous = Sentence to the previous link
w-does-shift-next = Sentence to the next link
w-does-unlink = Unlink the two sides
w-does-link = Link with another row
w-does-lock = Lock or unlock
w-does-reject = Reject, or take that back
w-does-note = Note
w-does-moved = To where its English comes from
w-does-comment = Comment
w-does-question = Ask a question
w-does-approve = Approve
w-does-review = Reviewed
w-does-translated = Translated
w-does-new = New: to be translated again
w-does-need = Next link that wants work, questions first
w-does-accept = Accept the first proposal
w-does-refuse = Refuse the first proposal
w-does-type = Type in this link
w-does-next-field = In a field: to the next field
w-does-add-sentence = In a field: add a sentence after it
w-does-field-links = In a field: next link, previous link
w-does-line-break = In a field: a line break
w-does-insert-term = Put in the term of that number
w-does-fix-first = Put in the first fix of this link
w-does-next-finding = Next finding
w-does-next-finding-on = Next finding, at the end in the next text
w-does-previous-finding = Previous finding
w-does-edit-link = Edit its link
w-does-fix = Put its fix in
w-does-fix-all = All safe fixes
w-does-suppress = Suppress it, with a reason
w-does-next-change = Next change
w-does-previous-change = Previous change
w-does-accept-change = Accept, or take that back
w-does-next-place = Next place
w-does-place-before = Place before
