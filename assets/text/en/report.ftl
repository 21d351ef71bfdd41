# Reports, exports and the synthetic centre.

demo-needs-folder = Say with --data DIR which folder is to be filled. It must hold no attempts yet.
demo-not-empty = { $folder } holds attempts already; give the synthetic centre a folder of its own.
demo-no-pack = There is no pack “{ $pack }”. There are: { $known }
demo-done = { $calls } calls of { $people } people are in { $folder }.
demo-team = Team { $number }
teams-no-column = { $file }: row { $row } must name the columns; there is no column “{ $column }”
teams-no-cell = { $file }: row { $row } says nothing in the column “{ $column }”; nothing of the file was used

export-no-home = “{ $home }” is no address for --home: it begins with http:// or https:// and has no blanks.

report-title = { $name } · { $kind } · Steadyline
report-contents = Contents
report-on-person = Report on a person
report-on-team = Report on a team
report-on-scenario = Report on a scenario
report-everybody = Everybody
report-no-person = There is no “{ $name }” here. { $hint } There are: { $known }
report-no-team = There is no team “{ $name }” in teams.csv of the data folder. { $hint } There are: { $known }
report-no-scenario = Nobody has taken “{ $name }”, or more than one call is called so. { $hint } There are: { $known }
report-span = Calls from { $from } to { $to }, universal time.
report-no-calls = There are no finished calls.
report-calls-all = Finished calls
report-ready-for = Ready for
report-critical-calls = Calls with critical errors
report-yes = yes
report-not-yet = not yet

report-work-on = What to work on first
report-coach-first = What to coach first
report-coach-rule = Points lost in the latest call without hints at each scenario, out of the 100 of each number, added up. The points of the four numbers weigh the same.
report-coach-chart = Points lost, the largest loss first
report-coach-text = { $shown ->
    [one] One bar.
   *[other] { $shown } bars, longest first.
  } The longest: { $what }, { $points } points. The table below has all of them.
report-coach-note = { $points } points, { $missed } of { $cases } calls
report-coach-table = Points lost by criterion
report-nothing-lost = No points were lost in the latest calls.
report-criterion = Criterion
report-number = Number
report-wordings = { $label } (and { $others ->
    [one] one other wording
   *[other] { $others } other wordings
  })
report-lost = Points lost
report-missed = Calls that lost
report-counted = Calls that counted
report-who = Who

report-scores = Scores over the calls
report-scores-rule = Calls without hints in order of time. A circle reached the pass mark of its call, a square did not.
report-scores-text = First call { $first }, latest { $last }. { $reached } of { $calls } calls reached the pass mark. The table of all calls has the numbers.
report-gained = Gained from the first to the latest call
report-gained-rule = Median over the scenarios taken more than once: { $scenarios }. A scenario is compared with itself, so that hard and easy ones do not mix.

report-by-scenario = By scenario
report-progress = First, best and latest call
report-progress-rule = Scores as first → best → latest, calls without hints alone. The best is the best of each number. Ready is who passed the latest call: every number at its pass mark, and no critical error that fails the call.
report-progress-table = First, best and latest score by scenario
report-person = Person
report-people = People
report-scenario = Scenario
report-scenarios = Scenarios
report-calls = Calls
report-ready = Ready

report-by-criterion = By criterion
report-latest-rule = From the latest call without hints at each scenario; the weakest of each number first.
report-criteria-table = Points earned by criterion
report-earned = Earned

report-wrong-fields = Fields that went wrong
report-fields-rule = { $wrong } of { $compared } fields were wrong over all calls without hints.
report-fields-table = Wrong fields by what happened to them
report-field-class = What happened
report-fields = Fields
report-in-calls = Calls

report-all-calls = All calls
report-calls-table = All finished calls, the latest first
report-when = Begun (universal time)
report-mode = Mode
report-length = Length
report-passed = Passed
report-critical = Critical error

report-team-rule = { $calls } calls without hints. { $helped } guided calls are left out: hints say nothing of what somebody can do alone.
report-team-ready = Ready, of all who took a scenario
report-who-ready = Who is ready
report-ready-rule = Ready for a scenario is who passed the latest call without hints at it: each of the four numbers reached the pass mark of its rubric, and no critical error failed the call.
report-ready-table = Scenarios by person, the most ready first
report-ready-count = Ready
report-not-yet-count = Not yet
report-not-taken = Not taken
report-missing = Not yet ready for
report-critical-head = Critical errors in the latest calls
report-critical-table = Critical errors, the most frequent first
report-no-critical = There are none.
report-heat = People and criteria
report-heat-rule = Per cent of the points that could be earned in the latest call without hints at each scenario. A dash: it never counted.
report-heat-table = Points earned by criterion and person, in per cent
report-heat-all = Team
report-heat-0 = below 50, underlined
report-heat-1 = 50 to 79, bold
report-heat-2 = 80 to 94
report-heat-3 = 95 to 100
report-trend = Who gets on
report-trend-rule = Points gained from the first to the latest call without hints at the same scenario: the median over the scenarios that the person has taken more than once. One scenario is one case.
report-trend-table = Points gained by person
report-repeated = Scenarios repeated

report-first-rule = { $cases } first attempts count: each person’s first call at this scenario, finished, without hints, at the scenario as it is now. { $others } further attempts do not.
report-first-calls = First attempts
report-first-passed = Passed at once
report-median-length = Median length
report-flags = What to look at
report-flags-rule = A flag stands only where the sample carries it: the whole interval of 99 % lies on the wrong side. The figures below stand beside their intervals of 95 %.
report-no-flags = Nothing is flagged. With few cases that means little: look at the intervals.
report-flag-reversed = who is stronger in the rest of the call gets it wrong more often; see whether the mark stands at the right reply
report-flag-misleads = one wrong reply is chosen more often than the right ones together
report-flag-hard = fewer than 30 % get it right, as if they guessed
report-flag-easy = more than 95 % get it right, so it tells nobody apart
report-decisions = Decisions
report-fields-head = Fields of the record
report-no-items = There is nothing to count yet.
report-facility-chart = Share that was right, with its 95 % interval
report-facility-text = { $count } rows. Least often right: { $label }, { $share }. The table below has all of them.
report-decisions-table = Decisions: the first answer at each point of the script
report-fields-health-table = Fields: what was saved against what was said
report-discrimination-rule = Facility is the share that was right, with Wilson’s interval. Discrimination is the point-biserial correlation with the share of all other decisions and fields of the same call that were right, with Fisher’s interval; it is left out below ten cases and where all or none are right. The time is the median: for a decision from the end of the question to the answer, for a field from the line that told it to the save.
report-beat = Point of the script
report-field = Field
report-field-of = { $field } ({ $table })
report-field-of-row = { $field } ({ $table }, row { $row })
report-cases = Cases
report-facility = Facility
report-interval = 95 % interval
report-discrimination = Discrimination
report-wrong-reply = Wrong reply chosen most
report-wrong-way = Error made most
report-took = Time
report-flag = Flag
report-seconds = { $seconds } s
report-endings = Endings
report-endings-table = How first attempts ended
report-ending = Ending
report-critical-first = Critical errors in first attempts

ratings-no-month = { $file }: row { $row }, column “{ $column }”: a month is written like 2026-01; nothing of the file was used
ratings-no-score = { $file }: row { $row }, column “{ $column }”: a score is 0 to 100, yes or no; nothing of the file was used
ratings-twice = { $file }: row { $row }: the same rater scores the same criterion of the same attempt twice; nothing of the file was used
report-on-calibration = Report on calibration
report-raters = Raters
report-rater = Rater
report-criteria = Criteria
report-agreed-all = Same score, of all pairs of raters
report-disagreements = Largest disagreements
report-disagreements-rule = { $shown } of { $all } criteria of attempts that raters see differently, the largest difference first.
report-spread-table = Disagreements, the largest first
report-attempt = Attempt
report-spread = Difference
report-ratings = Scores
report-agreement = Agreement by criterion
report-agreement-rule = Two raters agree where they give the same score. Kappa takes off what chance alone would bring: Cohen’s for two raters, Fleiss’ for more where every attempt has equally many; it is left out where it cannot be worked out.
report-agreement-table = Agreement, the least first
report-agreed = Agreed
report-kappa = Kappa
report-kappa-of = By
report-drift = Drift
report-drift-rule = Each score against the mean of the others for the same criterion of the same attempt, in points; above zero is milder. A hard call is hard for all raters, so that it does not count against one of them. Beyond ten points, calibrate together.
report-drift-table = Difference from the other raters, by month
report-month = Month
report-difference = Mean difference
report-all-months = all
report-scored-blind = Calls scored blind
report-attempt-of = { $title } · { $day } · { $key }
report-program = Raters and the program
report-program-rule = Each score beside what the program gave the same criterion: met, partly or not. Where raters often see it otherwise, look at the rule before you look at the raters.
report-program-table = Agreement with the program, the least first
report-milder = Mean difference from the program
report-overrides = Overrides
report-overrides-used = { $count ->
        [one] One criterion was
       *[other] { $count } criteria were
    } overridden by a supervisor. All figures use the override; what the machine found stands beside it under “Overrides”.
report-overrides-calls = In { $count ->
        [one] one first attempt
       *[other] { $count } first attempts
    } a supervisor overrode something. What was passed is what holds with it; decisions and fields are what was done.
report-overrides-rule = A criterion that a supervisor decided otherwise, with points and number before and after. The machine’s score is kept with the attempt.
report-overrides-table = Overrides in order of time
report-machine = Machine’s points
report-override = Override
report-number-change = Number
report-override-by = By
report-override-reason = Reason
figures-made = figures are summed up after an update, once: { $done } of { $all }; nothing is lost
