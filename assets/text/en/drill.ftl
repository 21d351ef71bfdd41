# Words of drills without a call: the briefing, call lists, rows of the base, and their debriefs.

attempts-call-list = Call list · { $mode }
attempts-tidy = Tidying · { $mode }

drill-effort-preview = Call list · { $rows } rows · { $least }–{ $most } min · level { $level }
drill-effort-progressive = Call list, the desk dials · { $rows } rows · { $least }–{ $most } min · level { $level }
drill-effort-tidy = Without a call · { $rows } rows · { $least }–{ $most } min · level { $level }

## Briefing
drill-trains = Trains
drill-rows = Rows
drill-mode-guided = What the rules say stands beside each row.
drill-mode-practice = No hints. What is wrong with a row is said as soon as you are done with it.
drill-mode-assessment = Nothing is said until the scorecard.
drill-dialler = Dialler
drill-dialler-preview = You look at each row, and dial, put off, close or ask.
drill-dialler-progressive = The desk dials the next row by itself, five seconds after each outcome.
drill-rules = Rules
drill-rules-where = Hold in
drill-rules-source = Stand in
drill-rules-as-of = Compared on
drill-rules-until = Hold until
drill-rules-hours = Hours
drill-rules-tries = Attempts
drill-rules-attempts = At most { $all } for one person, { $day } a day, { $part } in the same part of the day.
drill-rules-past-title = These rules are past their date
drill-rules-refused-title = Not to be assessed by
drill-days = { $from } to { $to }
drill-hours = { $days }, { $from }–{ $to }
drill-hours-both = by the person's clock, and by ours
drill-hours-theirs = by the person's clock
drill-hours-holidays = never on the company's holidays
drill-keys = Keys of the drill
drill-start-hint = The clock runs as soon as you start.
drill-start-refused = This drill cannot be taken as an assessment now.
action-drill-briefing-start = Start the drill
action-drill-briefing-back = Back

## Finishing
drill-confirm = Finish with rows left?
drill-confirm-note = { $count ->
    [one] Nothing was decided about 1 row. It counts as not done.
   *[other] Nothing was decided about { $count } rows. They count as not done.
}

## Debrief
drill-about = { $person } · { $mode } · { $length }
drill-row-by-row = Row by row
drill-row-wrong = to mend
drill-nothing-wrong = Every row is right.
drill-entry-name = { $name } · { $code }
drill-entry = Row { $row }, { $name }: { $verdict }. { $did } { $found }
drill-criterion = { $number } · { $label }
drill-critical-none-note = Nothing that harms a person on the rows, the company or the law.
drill-criterion-none = did not occur
drill-work-none = Nothing was lost. Try it again faster, or as an assessment.
drill-did-nothing = nothing was decided
drill-scored-hint = Numbers from 0 to 100, never blended. A critical error fails the drill.
drill-critical-fails = This fails the drill, whatever the numbers say.
action-drill-debrief-again = Try again
action-drill-debrief-back = Back
action-drill-debrief-wrong = Only rows to mend, or all

## Days
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday

## The call list: the line
list-day = { $weekday }, { $day }
list-line-free = Nobody on the line
list-line-rings = It rings at the other end.
list-line-outcome = Say what came of it.
list-line-preview = Look at the row, then decide.
list-line-dials = { $seconds ->
    [one] The desk dials in 1 second.
   *[other] The desk dials in { $seconds } seconds.
}
list-line-none = No row can be dialled now. Put off, close or ask about what is left.
list-line-in-use = The line is in use. Hang up when you know what it is.
list-phase-free = Free
list-phase-rings = Dialling
list-phase-open = On the line
list-phase-outcome = Outcome
list-happened = What happened
list-done = Rows done
list-done-count = { $done } of { $all } rows done
list-event = { $at } · { $row } { $name }: { $what }
list-event-dialled = dialled { $number }
list-event-hung-up = hung up
list-event-call-over = the call is over
list-event-mended = mended to { $value }
list-heard-person = the person
list-heard-adult = another grown-up
list-heard-child = a child
list-heard-machine = a machine
list-heard-no-answer = no answer
list-heard-busy = engaged
list-heard-wrong-number = somebody else
list-heard-not-in-use = not in use
list-heard-nothing = given up after { $seconds } s
list-attempt-now = { $at }, { $number }: it rings
list-attempt = { $at }, { $number }: { $heard }, { $outcome }
list-no-outcome-yet = no outcome yet
action-call-list-dial = Dial
action-call-list-dial-second = Second number
action-call-list-hang-up = Hang up
action-call-list-take-call = Take the call

## The call list: rows
list-rows = Rows of the list
list-head-number = Row
list-head-name = Name
list-head-purpose = For
list-head-phone = Phone
list-head-there = There
list-head-state = How far
list-row-name = Row { $row }, { $name }, { $purpose }
list-unknown = ?
list-state-rings = dialling
list-state-open = on the line
list-state-outcome = outcome missing
list-state-closed = closed
list-state-put-off = put off
list-state-asked = asked about
list-state-dialled = dialled
list-state-other-number = other number left
list-state-do-not-call = do not call
list-state-waits = waits
action-call-list-next = Next row that waits
action-call-list-before = Row before

## The call list: the row in front
list-contact = { $row } · { $name }
list-purpose = { $code } · { $name }
list-there = There it is
list-there-is = { $weekday } { $time } · { $zone }
list-there-unknown = nobody knows where the person is
list-do-not-call = Do not call
list-do-not-call-yes = yes: do not call
list-consent = Consent
list-consent-from = { $consent }: { $source }
list-yes = yes
list-no = no
list-not-asked = not asked
list-tries = Earlier attempts
list-none = none
list-when = { $day }, { $time }
list-try = { $when }: { $outcome }
list-due = Agreed for
list-due-at = { $day }, { $window }
list-note = Note
list-phone = Phone
list-second-phone = Second phone
list-email = Email
list-today = Today: { $what }
list-right = Right, as the rules have it.
list-guided = The rules say: { $right }
list-right-dial = dial now.
list-right-second = dial the second number now.
list-right-later = put off, to { $day }, { $from }–{ $until }, at the earliest.
list-right-close = close. { $reason }
list-right-ask = ask somebody first.
list-call-ended = The call: { $ending }. Its own debrief stands under All attempts.

## The call list: what becomes of a row
list-decide = Row { $row }, without a call
list-choose-day = Day
list-choose-window = Window
list-choose-reason = Reason to close
list-row-done = This row is done. N leads to the next one that waits.
list-closed-do-not-call = The person asked not to be rung
list-closed-number-barred = The number is barred by another
list-closed-no-consent = No consent for this purpose
list-closed-finished = An earlier attempt ended it
list-closed-attempts-used = Tried as often as allowed
list-closed-duplicate = Stands on the list already
list-closed-no-number = No number to dial
list-closed-note = The note says not to ring
list-did-close = closed: { $reason }
list-did-put-off = put off to { $due }
list-did-ask = asked about first
list-outcome-of = What came of row { $row }, { $name }
list-outcomes = Outcomes
list-outcome-name = { $code } { $name }
list-outcome-first = Choose an outcome first.
list-noted-due = { $outcome }, again { $due }
list-again = The next attempt, where there is one:
action-call-list-put-off = Put off
action-call-list-close-row = Close
action-call-list-ask = Ask somebody first
action-call-list-note = Note the outcome
action-call-list-leave = Leave
action-call-list-finish = Finish
action-call-list-stay = Go on
action-call-list-finish-now = Finish

## Rows of the base
tidy-rows = Rows of the base
tidy-row-name = Row { $row }, { $name }, { $code }
tidy-time = Time used
tidy-time-of = of { $minutes } min
tidy-time-over = over { $minutes } min
tidy-done = { $done } of { $all } rows done
tidy-state-gone = in row { $row }
tidy-state-done = done
tidy-state-misfiled = misfiled
tidy-state-ask = ask
tidy-state-changed = changed
tidy-state-open = open
tidy-side-by-side = Rows side by side
tidy-alike = Looks like this row
tidy-alike-none = No other row looks like this one
tidy-alike-row = Row { $row } · { $name } · { $code }
tidy-head = Row { $row } · { $code }
tidy-nothing-beside = Nothing beside it
tidy-no-note = no note
tidy-empty = –
tidy-cell = { $column } of row { $row }
tidy-take = Take over
tidy-take-name = Take { $column } over from the other row
tidy-today = So far: { $what }
tidy-guided = Hint: { $hint }
tidy-guided-leave = Right as it stands.
tidy-decide = What becomes of it
tidy-did-go = went into row { $row }
tidy-did-merge = merged with { $rows }
tidy-did-type = { $column }: { $value }
tidy-did-ask = ask at next contact
tidy-did-misfiled = marked as misfiled
tidy-did-leave = left as it stands
tidy-did-nothing = nothing yet
action-tidy-merge = Merge, this row stays
action-tidy-merge-other = Merge, the other stays
action-tidy-split = Take the merge back
action-tidy-ask = Ask at next contact
action-tidy-misfiled = Misfiled: two persons' matters
action-tidy-settle = Done with this row
action-tidy-next = Next row that is open
action-tidy-before = Row before
action-tidy-leave = Leave
action-tidy-finish = Finish
action-tidy-stay = Go on
action-tidy-finish-now = Finish
action-tidy-beside-1 = Put beside
action-tidy-beside-2 = Put beside
action-tidy-beside-3 = Put beside
action-tidy-beside-4 = Put beside
action-tidy-beside-5 = Put beside
action-tidy-beside-6 = Put beside
