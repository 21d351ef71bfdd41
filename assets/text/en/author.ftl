# Words of the author's tools in the terminal in English.
new-kind-complaint = a complaint
new-kind-repeated-question = a question asked again and again
new-kind-order = an order
new-kind-consultation = advice before buying
new-kind-technical-fault = something does not work
new-kind-survey = a survey; we ring
new-kind-news = news for a customer; we ring
new-kind-lead = somebody who asked for information; we ring
new-intro = Enter takes what stands in square brackets; a number or a name takes something else. Nothing is overwritten.
new-ask-kind = What kind of call is it?
new-ask-pack = Which pack does it belong to?
new-ask-title = What do people call it?
new-ask-file = Name of the file: small letters, digits and _
new-ask-form = In which form is it written down?
new-ask-fields = What must be in the record? Fields with commas between them; where the right value is always the same, field=value.
new-ask-department = Where must it go?
new-solved-at-desk = nowhere, it is solved at the desk
new-ask-temperament = How does the caller take things?
new-ask-repeats = How often does the caller ask the same thing again, 0 to 5?
new-ask-rubric = What is it scored on?
new-ask-code = Which code is it wrapped up with?
new-unknown = there is no { $what } “{ $name }”: { $hint }
new-bad-name = “{ $name }” cannot be the name of a scenario: small letters, digits and _, as { $proposal }
new-bad-number = Write a number from 0 to 5.
new-exists = { $file } is there already, and nothing is overwritten. Give another name.
new-cannot-write = { $file } cannot be written: { $cause }
new-pack-unfit = The pack { $pack } has no people with names and phones, or no form that an operator can fill in.
new-pack-copied = A copy of the pack { $pack } is in { $folder }; it takes the place of the built-in one there.
new-written = Written: { $file }
new-next = It plays as it stands. Lines marked “Change:” are yours. Next:
new-next-draft = It is a first draft: lines marked “FILL IN” are yours, and check points at them. Names, phones and the like were taken out; read it through for what was missed. Next:
new-transcript-cannot = The transcript { $file } cannot be read: { $cause }
translate-no-file = { $name } is no scenario file: give its path, or its name with --scenarios. Bundled scenarios have to be copied first.
translate-has-errors = { $file } has errors, so its lines cannot be taken out. Run: steadyline check { $file }
translate-bad-lang = “{ $lang }” is no language: write it as de or pt-BR
translate-cannot-read = The table { $file } cannot be read: { $cause }
translate-cannot-write = The table { $file } cannot be written: { $cause }
translate-report = { $file }: { $lines } lines, { $missing } missing, { $stale } stale, { $long } too long, { $wrong } with wrong placeholders, { $spoiled } changed by a spreadsheet, { $unused } of no use any more
translate-written = Written: { $file }
translate-unchanged = Nothing to write: { $file } is up to date.
translate-claim = For check and play, the scenario has to name it: languages: ["{ $lang }"]
translate-row-missing = missing: { $id }
translate-row-stale = stale: { $id }
translate-row-long = too long: { $id } ({ $length } characters, { $longest } fit)
translate-row-wrong = placeholders: { $id } ({ $why })
translate-row-spoiled = changed by a spreadsheet: { $id } ({ $why })
# Words of author mode: a scenario that is written and read through.

author-mode = Author mode
author-run = Author's run, not kept
author-operator = Alex
action-home-author = Author mode
action-author-leave = Leave
action-author-restart = From the start
action-author-another = Another caller
action-author-score = Scorecard
action-author-take = Take the call
action-author-take-here = Take it from here

## What was saved
author-errors = { $count ->
    [one] 1 error
   *[other] { $count } errors
}
author-status-reading = Reading…
author-status-carried = Part of the program: to be looked at, not edited
author-status-good = No problems, the saved version plays
author-status-warnings = { $warnings ->
    [one] 1 warning
   *[other] { $warnings } warnings
}, the saved version plays
author-status-last-good = { $errors }: the last good version plays
author-status-gone = The file is gone: its last version plays
author-status-unread = The folder cannot be read: the last good version plays
author-status-nothing = Nothing can be played yet
action-author-problems = Problems
author-problems-count = { $count ->
    [0] Problems
   *[other] Problems: { $count }
}
author-plays-last-good = What was saved cannot be played. The last good version goes on below.
author-plays-nothing = What was saved cannot be played. As soon as it can, the call begins.
author-file-gone = { $file } is not there any more. Was it renamed?
author-no-problems = No problems. A save shows here at once.
author-not-watched = This call is part of the program. Copy its pack to a folder of your own to edit it, and open that with --scenarios.
author-more-problems = { $count ->
    [one] One more problem is not shown.
   *[other] { $count } more problems are not shown.
}
author-error = Error { $code }
author-warning = Warning { $code }
author-place = { $file }, line { $line }, column { $column }
author-hint = Hint: { $hint }
author-marked-here = (here)

## What an edit did to the call
author-halt-vanished = The choice “{ $reply }” has vanished from the beat “{ $beat }”. The call stopped there: { $done } of { $of } steps were done again.
author-halt-closed = The choice “{ $reply }” is locked in the beat “{ $now }” now. The call stopped there: { $done } of { $of } steps were done again.
author-halt-elsewhere = The call leads to “{ $now }” now and no longer to “{ $beat }”, so the choice “{ $reply }” is not there. { $done } of { $of } steps were done again.
author-halt-refused = A step of the beat “{ $beat }” is not possible any more: { $why } { $done } of { $of } steps were done again.
author-halt-begin = The beat “{ $reply }”, from which you played, is gone. The call stopped before it: { $done } of { $of } steps were done again.

## Beats
author-views = What is shown
action-author-search = Find a beat
author-search = Find a beat, a line or a reply
author-search-empty = Find a line or beat
author-beats = Beats
author-beats-hint = Enter takes the shortest call to a beat or an ending.
author-ending-text = Ending: { $text }
author-way-searched = Searching for the shortest call to it…
author-no-way = No call is known that comes to this beat. It begins in the state shown.
author-no-way-to-ending = No call is known that comes to this ending.
author-here = now
author-nothing-found = Nothing found.

## The call
action-author-call = Call
author-nothing-to-play = There is nothing to play yet.
author-begun-at = Played from “{ $beat }” with { $points } points of patience.
author-cut = { $heard }… (talked over)
author-cutting-in = You talk over this line: choose what you say.
author-patience-more = Patience { $points }, { $by } more ({ $cause })
author-patience-less = Patience { $points }, { $by } less ({ $cause })
author-flag-set = Flag set: { $flag }
author-ended = Ended: { $ending } ({ $title })
author-reply = { $name } · { $mark } · then { $then }
author-ending = ending { $ending }
author-wrap-up = Wrap up as the scenario expects: { $code }{ $ticks }
author-locked = Locked now: { $names }
action-author-reply-1 = Say reply 1
action-author-reply-2 = Say reply 2
action-author-reply-3 = Say reply 3
action-author-reply-4 = Say reply 4
action-author-reply-5 = Say reply 5
action-author-reply-6 = Say reply 6

## The graph
action-author-graph = Graph
action-author-whole = Whole width or close
author-graph-note = Drag it, or move it with the arrows. A click takes the shortest call there.
author-graph-waiting = The script is being drawn.
author-searching = Searching for what no call reaches…
author-too-large = There is too much in this script to be searched: dead parts are not shown.
author-dead = { $count ->
    [0] Nothing is dead.
    [one] 1 part is dead: dotted and struck through.
   *[other] { $count } parts are dead: dotted and struck through.
}
author-bots-play = The bots are playing…
author-bots-played = Lines are as wide as calls of the bots are many ({ $calls } calls each).
author-play-from = Take a call to { $beat }

## Other steps
author-steps = Other steps
action-author-silence = Say nothing
action-author-cut-in = Talk over
action-author-back = Take back
action-author-paperwork = Save what is right
action-author-more = Other steps
author-nothing-to-save = There is nothing to save yet: the caller has not said enough.
author-offer = Offer a transfer to { $department }
author-transfer-warm = Warm transfer to { $department }
author-transfer-blind = Blind transfer to { $department }

## The state
author-state = State of the call
author-where = { $beat } · visit { $visits } · { $phase } · { $mood }
author-no-beat = before the first beat
author-phase-ringing = ringing
author-phase-dialling = dialling
author-phase-talking = talking
author-phase-hold = on hold
author-phase-consulting = with a department
author-phase-wrap-up = after the call
author-phase-done = wrapped up
author-patience = Patience, 0 to 100 points
author-patience-hint = Enter plays this beat anew with it.
author-patience-bad = Write a whole number from 0 to 100.
author-patience-is = Patience: { $points } of 100, { $mood }
action-author-flags = Flags
author-flags-hint = Ticked flags are set. A change plays this beat anew.
author-no-flags = This script sets no flags.
action-author-facts = Facts
author-facts-hint = Ticked facts are disclosed. A change plays this beat anew.
author-facts-count = { $told } told; the script tells { $all }.
action-author-records = Records
author-records-hint = What is right, and what is saved now.
author-no-records = This call asks for no records.
author-not-said = not said yet
author-saved = saved: { $value }
