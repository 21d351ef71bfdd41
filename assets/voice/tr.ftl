# Dates, times and sums as they are spoken in Turkish.
date = { $day } { $month }{ $year ->
    [none] { "" }
   *[other] { " " }{ $year }
 }
time = { $minutes ->
    [0] { $hours }
   *[other] { $hours } { $minutes ->
        [1] sıfır 1
        [2] sıfır 2
        [3] sıfır 3
        [4] sıfır 4
        [5] sıfır 5
        [6] sıfır 6
        [7] sıfır 7
        [8] sıfır 8
        [9] sıfır 9
       *[other] { $minutes }
    }
 }
money-lira = { $units ->
    [0] { $cents } kuruş
   *[other] { $units } lira{ $cents ->
        [0] { "" }
       *[other] { " " }{ $cents } kuruş
    }
 }
# Kuyrukta duyulan.
queue = { $department } için sıradasınız. { $minutes ->
    [0] Birazdan bağlanacaksınız.
   *[other] Bekleme süresi yaklaşık { $minutes } dakikadır.
 }
