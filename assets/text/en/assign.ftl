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
assign-left = { $left ->
        [one] one attempt left
       *[other] { $left } attempts left
    }
