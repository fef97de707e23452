# Reports of the check and of the diff for people: what is said by id.

report-found-in = { $found } in { $links }
report-links-of-texts = { $links } of { $texts }
report-texts-not-checked = {"; "}{ $texts } not checked
report-known = {"; "}{ $count } known
report-suppressed = {"; "}{ $count } suppressed
report-is-known = {" "}(known)
report-is-suppressed = {" "}(suppressed: { $reason })
report-write = write "{ $with }"
report-perhaps = perhaps "{ $with }"
report-write-this = Write:{" "}
report-perhaps-this = Perhaps:{" "}
report-also = also { $places }
report-also-more = {" "}and in { $count ->
    [one] 1 more place
   *[other] { $count } more places
}
report-nothing = (nothing)
report-headline = duizhao check: { $what }
report-nothing-found = nothing found
report-errors = Errors
report-warnings = Warnings
report-unused = Unused
report-more-rows = …and { $count } more
report-no-room = { $count ->
    [one] …and 1 more that has no room here: `duizhao check` shows it.
   *[other] …and { $count } more that have no room here: `duizhao check` shows them.
}
report-page-of-pair = { $errors } errors, { $warnings } warnings, { $notes } notes in { $links } links of { $source } and { $target }.
report-page-of-texts = { $errors } errors, { $warnings } warnings, { $notes } notes in { $links } links of { $texts } texts.
report-by-rule = By rule
report-all-of-it = all of it

list-semicolon = {"; "}
list-dot = .

diff-kept = { $changed }; { $kept } of { $all } sentences kept
diff-scores = chrF { $chrf }, TER { $ter }, { $rate } % of the characters changed
diff-headline = { $old } → { $new }: { $said }
diff-look-at = { $count } to look at first (!)
diff-look-at-first = Look at first
diff-by-section = By section
diff-new-findings = New findings
diff-resolved-findings = Resolved findings
diff-previous = Previous (k)
diff-next = Next (j)
diff-no-room = …and { $count } more that have no room here: `duizhao diff` shows them all.
diff-more-texts = …and more that has no room here: { $what }. `duizhao diff --git` shows it.
