# Dates, times and sums as they are spoken in German.
date = { $named } { $month }{ $year ->
    [none] { "" }
   *[other] { " " }{ $year }
 }
time = { $hours ->
    [1] ein
   *[other] { $hours }
 } Uhr{ $minutes ->
    [0] { "" }
   *[other] { " " }{ $minutes }
 }
money-euro = { $units ->
    [0] { $cents } Cent
   *[other] { $units } Euro{ $cents ->
        [0] { "" }
       *[other] { " " }{ $cents }
    }
 }
money-franc = { $units ->
    [0] { $cents } Rappen
   *[other] { $units } Franken{ $cents ->
        [0] { "" }
       *[other] { " " }{ $cents }
    }
 }
# Was in der Warteschleife zu hören ist.
queue = Sie sind in der Warteschleife für { $department }. { $minutes ->
    [0] Sie werden gleich verbunden.
    [one] Die Wartezeit beträgt etwa eine Minute.
   *[other] Die Wartezeit beträgt etwa { $minutes } Minuten.
 }
