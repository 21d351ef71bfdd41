# Words about assignments, in English.
assign-no-scenario = There is no scenario or drill “{ $name }”, or more than one is called so. { $hint } There are: { $known }
assign-done = { $title } is assigned; its key: { $id }
assign-withdrawn = The assignment is taken back.
assign-none = Say what is to be practised.
assign-empty = There is nothing of that kind that you may see.
assign-due = by { $day }
assign-no-day = without a day
assign-is-done = done
assign-is-open = open
assign-is-overdue = overdue
assign-step-done = done
assign-step-open = open
assign-step-waits = opens after the one before
assign-step-used-up = no attempt is left
assign-elsewhere = of which { $elsewhere } at other desks
assign-left = { $left ->
        [one] one attempt left
       *[other] { $left } attempts left
    }

## In the window
home-assigned = Assigned to you
home-assigned-more = { $count ->
        [one] One more is assigned to you.
       *[other] { $count } more are assigned to you.
    }
home-assigned-path = { $done } of { $of } done
home-assigned-used-up = no attempt is left; ask whoever assigned it
action-home-assigned = Begin
briefing-used-up = All attempts that were assigned in this mode are taken. In another mode you may go on practising.
action-team-assignments = Assignments
action-team-assign = Assign something
action-assign-keep = Assign
action-assign-cancel = Cancel
team-assign-title = Assign something to practise
team-assign-what = What
team-assign-whom = To whom
team-assign-mode = Mode
team-assign-days = Days until it is due (empty for no day)
team-assign-attempts = Attempts allowed (empty for as many as they like)
team-assign-team = Team { $team }
team-assign-number = Write a whole number from 1 to { $most }, or nothing.
team-assign-choose = Choose what, and to whom.
team-assign-done = { $title } is assigned.
team-assigned-none = Nothing is assigned to anybody whom you may see.
team-assigned-head = What is assigned
team-assigned-rule = What is overdue stands first, then what is open. A call counts when it was taken in the mode that is asked for, after it was assigned.
team-assigned-row = { $person }: { $title }, { $mode }, { $due }. { $state }. { $progress }
team-assigned-progress = { $done } of { $of } done, { $taken ->
        [one] 1 attempt
       *[other] { $taken } attempts
    }
team-withdraw = Take back
team-withdraw-all = Take back from all
team-withdraw-name = { $what }: { $title }
team-withdrawn = The assignment is taken back. What was done stays.
