# Words about reviews, appeals and the audit trail, in English.
review-none = There are no such attempts that you may see.
review-owner = owner of the data folder
review-erased = somebody who was erased
review-words-erased = (erased)
review-mark = * overridden: the machine’s number is another. `steadyline review show` has both.
review-interrupted = interrupted
review-critical = { $count ->
        [one] one critical error
       *[other] { $count } critical errors
    }
review-appeals-open = { $count ->
        [one] one appeal waits
       *[other] { $count } appeals wait
    }
review-overrides = { $count ->
        [one] one override
       *[other] { $count } overrides
    }
review-comments = { $count ->
        [one] one comment
       *[other] { $count } comments
    }
review-unreviewed = not reviewed
review-no-criterion = There is no criterion “{ $name }” on this card { $hint }
    There are: { $known }
review-many-attempts = “{ $part }” is part of the keys of several attempts; say more of it.
review-commented = The comment is kept.
review-signed-off = The attempt is signed off.
review-overridden = The override holds. The machine’s score stays beside it.
review-withdrawn = The override is withdrawn; what the machine found holds again.
review-appealed = The appeal waits for its ruling.
review-upheld = The appeal is upheld, and the points are given.
review-rejected = The appeal is rejected; the points stay.
review-machine-number = (the machine’s: { $score })
review-override-line = overridden to { $points } by { $by }, { $at }: { $reason }
review-appeal-line = appeal by { $by }, { $at }: { $text }
review-appeal-waits = waits for its ruling
review-upheld-line = upheld by { $by }, { $at }: { $reason }
review-rejected-line = rejected by { $by }, { $at }: { $reason }
review-comment-line = { $moment }  { $by }, { $at }: { $text }
review-private-line = { $moment }  { $by }, { $at }, for yourself alone: { $text }
review-trail-whole = The trail is whole: { $entries ->
        [one] one entry
       *[other] { $entries } entries
    }. Note its end elsewhere to compare later with --noted: { $hash }
review-trail-empty = There are no such entries that you may see.
review-audit-points = { $points } (the machine’s: { $machine })
review-audit-rejected = rejected
review-audit-private = for themselves alone

audit-person-added = added a person
audit-renamed = renamed
audit-roles-set = set roles
audit-team-joined = put into a team
audit-team-left = took out of a team
audit-passphrase-set = set a passphrase
audit-rule-set = set the rules
audit-commented = commented
audit-overridden = overrode
audit-override-withdrawn = withdrew an override
audit-appealed = appealed
audit-ruled = ruled on an appeal
audit-signed-off = signed off
audit-put-up = put up to be scored blind
audit-taken-off = took off what was to be scored blind
audit-rated = scored blind
audit-assigned = assigned
audit-assignment-withdrawn = withdrew an assignment
audit-exported = took out the data of
audit-erased = erased
audit-retained = let an old attempt go
review-more = { $shown } of { $all }; for those behind them add --after { $next }

calibrate-drawn = { $count ->
        [0] Nothing was drawn: there is no finished call that nobody has reviewed.
        [one] One call was drawn. It waits in the window, under Team, Calibration.
       *[other] { $count } calls were drawn. They wait in the window, under Team, Calibration.
    }
calibrate-put-up = The call is put up. It waits for the own scores of other supervisors.
calibrate-taken-off = The call is taken off. Scores that were given count on.
calibrate-none = Nothing was put up to be scored blind.
calibrate-line = { $attempt }  { $day }  { $title } · { $state }
calibrate-waits = waits for your scores
calibrate-scored = { $count ->
        [0] nobody has scored it
        [one] scored by one
       *[other] scored by { $count }
    }
calibrate-off = { $count ->
        [0] taken off
        [one] taken off, scored by one
       *[other] taken off, scored by { $count }
    }
