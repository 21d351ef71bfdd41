# Dates, times and sums as they are spoken in Swahili. Hours are counted from sunrise and sunset.
date = { $named } { $month }{ $year ->
    [none] { "" }
   *[other] { " " }{ $year }
 }
time = { $named ->
    [yes] { "" }
   *[other] saa{ " " }
 }{ $since_six } { $minutes ->
    [0] kamili
    [15] na robo
    [30] na nusu
   *[other] na dakika { $minutes }
 }
money-shilling = { $units ->
    [0] senti { $cents }
   *[other] shilingi { $units }{ $cents ->
        [0] { "" }
       *[other] { " " }na senti { $cents }
    }
 }
# What is heard in a queue.
queue = Uko kwenye foleni ya { $department }. { $minutes ->
    [0] Utaunganishwa hivi punde.
    [one] Muda wa kusubiri ni takriban dakika moja.
   *[other] Muda wa kusubiri ni takriban dakika { $minutes }.
 }
