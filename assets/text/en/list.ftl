## Call lists: what is found in the work on one
finding-list-barred = Row { $row }, { $name }: dialled, though nobody may ring there any more.
finding-list-no-consent = Row { $row }, { $name }: dialled without the consent that this purpose needs.
finding-list-once-too-often = Row { $row }, { $name }: dialled, though the matter was finished or tried as often as is allowed.
finding-list-wrong-hour = Row { $row }, { $name }: dialled although the rules do not allow it there at that hour, or nobody could know whether they do.
finding-list-too-soon = Row { $row }, { $name }: dialled, though the law wants more time after the attempts or the refusal before.
finding-list-not-dialled = Row { $row }, { $name }: could have been dialled now, and was not.
finding-list-not-closed = Row { $row }, { $name }: should have been closed. { list-reason }
finding-list-not-later = Row { $row }, { $name }: should have been put off to a later time.
finding-list-not-asked = Row { $row }, { $name }: somebody had to be asked before anything is done.
finding-list-other-number = Row { $row }, { $name }: the other number was the one to dial.
finding-list-other-reason = Row { $row }, { $name }: rightly closed, for another reason. { list-reason }
finding-list-not-mended = Row { $row }, { $name }: “{ $was }” could have been mended to “{ $should }”.
finding-list-mended-wrongly = Row { $row }, { $name }: “{ $is }” was written where “{ $should }” belongs.
finding-list-outcome = Row { $row }, { $name }: the outcome { $code } does not fit. { list-answered }
finding-list-no-outcome = Row { $row }, { $name }: the attempt was left without an outcome. { list-answered }
finding-list-due = Row { $row }, { $name }: { $date }, { $window }, is not a time that the rules allow or that was agreed.
finding-list-no-due = Row { $row }, { $name }: nobody knows when it is due again.
finding-list-rang = Row { $row }, { $name }: it rang for { $seconds } s only.
mark-list-barred = Barred and dialled
mark-list-no-consent = No consent
mark-list-once-too-often = Once too often
mark-list-wrong-hour = Wrong hour
mark-list-too-soon = Too soon
mark-list-not-dialled = Not dialled
mark-list-not-closed = Not closed
mark-list-not-later = Not put off
mark-list-not-asked = Not asked
mark-list-other-number = Other number
mark-list-other-reason = Other reason
mark-list-not-mended = Not mended
mark-list-mended-wrongly = Mended wrongly
mark-list-outcome = Other outcome
mark-list-no-outcome = No outcome
mark-list-due = Wrong time
mark-list-no-due = Not due again
mark-list-rang = Rang too short

list-reason = { $reason ->
    [do-not-call] The person has said that nobody is to ring.
    [number-barred] Somebody at the same number has said that nobody is to ring.
    [no-consent] The purpose needs a yes, with where it is from.
    [finished] An earlier attempt ended the matter.
    [attempts-used] It was tried as often as the rules allow.
    [duplicate] The person stands on the list already.
    [no-number] No number is left that could be dialled.
   *[note] The note says that nobody may be rung.
}
list-answered = { $answered ->
    [person] The person answered.
    [adult] Another grown-up answered.
    [child] A child answered.
    [machine] A machine answered.
    [no-answer] Nobody answered.
    [busy] The line was engaged.
    [wrong-number] Somebody answered who does not know the person.
   *[not-in-use] The number is not in use.
}

## Rows of the base put in order
finding-tidy-not-merged = Row { $row } ({ $code }) belongs with others, and they are not together. { $why }
finding-tidy-merged = Row { $row } ({ $code }) is somebody of their own, and was merged. { $why }
finding-tidy-other-kept = Row { $row } ({ $code }): the right rows were merged, and the other code was to be kept. { $why }
finding-tidy-not-misfiled = Row { $row } ({ $code }) holds two persons' matters, and was not marked so. { $why }
finding-tidy-is-not-misfiled = Row { $row } ({ $code }) was marked as misfiled, and is one person's. { $why }
finding-tidy-not-asked = Row { $row } ({ $code }): what is missing only the person knows; mark it “ask at next contact”. { $why }
finding-tidy-not-done = Row { $row } ({ $code }) was not looked at. { $why }
finding-tidy-cell-left = Row { $row } ({ $code }), { $column }: “{ $was }” was left; “{ $should }” belongs there. { $why }
finding-tidy-cell-wrong = Row { $row } ({ $code }), { $column }: “{ $is }” was written; “{ $should }” belongs there. { $why }
finding-tidy-namesake = Row { $row } ({ $code }) was merged into row { $other }, and the two are not the same. { $why }
finding-tidy-lost = Row { $row } ({ $code }): { $column } was lost in the merge. { $why }
finding-tidy-misfiled-touched = Row { $row } ({ $code }) was changed, though two persons' matters are in it. { $why }
finding-tidy-carried = Row { $row } ({ $code }): “{ $word }” was carried over, and must stand nowhere. { $why }
finding-tidy-pace = { $seconds } s for a row.
mark-tidy-not-merged = Not merged
mark-tidy-merged = Merged
mark-tidy-other-kept = Other code kept
mark-tidy-not-misfiled = Not marked
mark-tidy-is-not-misfiled = Marked
mark-tidy-not-asked = Not marked
mark-tidy-not-done = Not done
mark-tidy-cell-left = Left
mark-tidy-cell-wrong = Wrong
mark-tidy-namesake = Namesake merged
mark-tidy-lost = Lost
mark-tidy-misfiled-touched = Misfiled touched
mark-tidy-carried = Carried over
mark-tidy-pace = Pace

## Drills without a call in the terminal
drill-help-hint = Type help for what you can do, rows to see them again, rules for the rules, finish to be scored.
drill-help-list =
    look ROW · dial ROW [second] · hangup · call ENDING · outcome ROW CODE [DATE WINDOW]
    later ROW DATE WINDOW · ask ROW · mend ROW phone|second|email VALUE
    close ROW do not call | number barred | no consent | finished | attempts used | duplicate | no number | note
    rows · rules · finish
drill-help-tidy =
    look ROW · type ROW COLUMN = VALUE · merge KEEP ROW ROW … · split KEEP
    ask ROW [no] · misfiled ROW [no] · settle ROW · rows · rules · finish
drill-unknown = { $error } (type help for what can be done)
drill-rules-past = { $rules } were to be relied on until { $until }. Compare them with their source before you rely on them.
drill-rules-refused = { $rules } were to be relied on until { $until }, so nobody can be assessed by them. Take it as practice, or have the rules compared with their source and given a new date.
drill-law = For { $purpose } besides: { $title }. { $source }
drill-law-hours = at most { $attempts } attempts within { $length } hours
drill-law-days = at most { $attempts } attempts within { $length } days
drill-law-refusal = none for { $days } days after a refusal
drill-law-consent = only with consent
drill-law-consent-shown = only with consent, and with where it was given
drill-law-holidays = never on public holidays there; they are known from { $first } to { $last }
drill-hung-up = Hung up; it rang for { $seconds } s.
drill-list-no-no-row = The list has no such row.
drill-list-no-settled = The row is settled already.
drill-list-no-no-number = What stands there is no whole phone number.
drill-list-no-line-busy = The line is in use: hang up first.
drill-list-no-line-free = Nothing is on the line.
drill-list-no-outcome-first = The last attempt waits for its outcome.
drill-list-no-no-attempt = Nobody was dialled for this row.
drill-list-no-no-outcome = The rules name no such outcome.
drill-list-no-no-window = The rules name no such window.
drill-list-no-desk-dials = The desk dials by itself here.
drill-list-no-over = The list was left.
drill-tidy-no-no-row = There is no such row.
drill-tidy-no-no-column = There is no such column.
drill-tidy-no-gone = The row has gone into another.
drill-tidy-no-nothing-to-merge = A row goes into another, and at least one.
drill-tidy-no-not-merged = Nothing was merged into this row.
drill-tidy-no-over = The drill was left.
answered-person = The person answers.
answered-adult = Another grown-up answers.
answered-child = A child answers.
answered-machine = A machine answers.
answered-no-answer = It has rung out; nobody answers.
answered-busy = The line is engaged.
answered-wrong-number = Somebody answers who does not know the person.
answered-not-in-use = A voice says that the number is not in use.
