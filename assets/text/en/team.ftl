## The team screen, for supervisors.

action-home-team = Team
action-team-back = Back
action-team-ready = Who is ready
action-team-heat = Heat map
action-team-coach = What to coach
action-team-drills = Drill health
action-team-calibration = Calibration
action-team-draw = Draw three calls
team-title = Team
team-parts = What is looked at
team-reading = The attempts are being read.
team-making = Once after an update the attempts are summed up: { $done } of { $of }. Nothing is lost if you go elsewhere meanwhile.
team-nothing = Nobody has finished a call yet. What they do will stand here.
team-lost = { $count ->
    [one] One call could not be read, and counts nowhere here.
   *[other] { $count } calls could not be read, and count nowhere here.
}
team-ready-list = People, the most ready first
team-ready-rule = Ready for a drill is whoever passed it in the latest call without hints. The numbers tell how many points were gained from the first to the latest call at the same drills, as the median; drills taken once say nothing.
team-person = { $person }. Ready for { $ready }, not yet for { $not-yet }, not taken { $not-taken }. Gained { $gained }. To pass: { $missing }
team-coach-list = Criteria, the largest loss first
team-coach-rule = What cost most points in everybody’s latest calls without hints. The people are those who lost points in it.
team-nothing-to-coach = No points were lost in the latest calls.
team-coach-what = { $number } · { $label }
team-coach-counts = { $lost } points lost, in { $missed } of { $cases } calls
team-critical-rule = In everybody’s latest calls without hints. Each of them harmed the caller, the company or the law.
team-critical-calls = { $count ->
    [one] 1 call
   *[other] { $count } calls
}
team-heat-more = The first { $shown } of { $all } people are shown. The report of a team shows everybody: steadyline report team.
team-heat-0 = below 50
team-heat-1 = 50 to 79
team-heat-2 = 80 to 94
team-heat-3 = 95 to 100
team-heat-row = { $label }. All: { $all }. { $each }
team-drills-list = Drills, those with flags first
team-drills-head = Which drill is broken
team-drills-rule = Of each person’s first call without hints at the drill as it is now. A flag is raised only where the number of cases carries it.
team-drill-counts = { $cases ->
    [one] 1 first call
   *[other] { $cases } first calls
}, { $passed } passed; { $left } do not count
team-drill-flags = { $count ->
    [0] no flag
    [one] 1 flag
   *[other] { $count } flags
}
team-of-drill = { $what }: { $title }
team-item = Beat or field

team-calibration-names = Raters are told apart by their names. Make those who calibrate supervisors first, with `steadyline people`.
team-waiting-head = Waiting for your own scores
team-waiting-rule = Several supervisors score the same calls, each blind: what the program and others gave is shown when your own scores are kept. Calls are drawn by chance among the latest that nobody has reviewed.
team-waiting-none = Nothing waits for your scores.
team-drawn = { $count ->
        [0] Nothing was drawn: there is no finished call that nobody has reviewed.
        [one] One call was drawn.
       *[other] { $count } calls were drawn.
    }
team-put-up-head = Scored or put up by you
team-put-up-rule = Whoever puts a call up by hand has seen its numbers, and does not score it.
team-take-off = Take off
team-differ-head = Largest disagreements
team-differ-rule = Criteria of calls that raters see differently, the largest difference first. Talk about these; each leads to its call.
team-differ-one = { $rater }: { $given }
