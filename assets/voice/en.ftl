# Dates, times and sums as they are spoken in English.
date = the { $ordinal ->
    [one] { $day }st
    [two] { $day }nd
    [few] { $day }rd
   *[other] { $day }th
 } of { $month }{ $year ->
    [none] { "" }
   *[other] { " " }{ $year }
 }
time = { $minutes ->
    [0] { $hours } o'clock
   *[other] { $hours } { $minutes ->
        [1] oh 1
        [2] oh 2
        [3] oh 3
        [4] oh 4
        [5] oh 5
        [6] oh 6
        [7] oh 7
        [8] oh 8
        [9] oh 9
       *[other] { $minutes }
    }
 }
money-pound = { $units ->
    [0] { $cents } pence
    [one] 1 pound{ $cents ->
        [0] { "" }
       *[other] { " " }{ $cents }
    }
   *[other] { $units } pounds{ $cents ->
        [0] { "" }
       *[other] { " " }{ $cents }
    }
 }
money-euro = { $units ->
    [0] { $cents } cents
    [one] 1 euro{ $cents ->
        [0] { "" }
       *[other] { " " }{ $cents }
    }
   *[other] { $units } euros{ $cents ->
        [0] { "" }
       *[other] { " " }{ $cents }
    }
 }
money-dollar = { $units ->
    [0] { $cents } cents
    [one] 1 dollar{ $cents ->
        [0] { "" }
       *[other] { " and " }{ $cents } cents
    }
   *[other] { $units } dollars{ $cents ->
        [0] { "" }
       *[other] { " and " }{ $cents } cents
    }
 }
# What is heard in a queue.
queue = You are in the queue for { $department }. { $minutes ->
    [0] You will be put through shortly.
    [one] The wait is about one minute.
   *[other] The wait is about { $minutes } minutes.
 }
