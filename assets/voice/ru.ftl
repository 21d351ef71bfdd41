# Dates, times and sums as they are spoken in Russian.
date = { $named } { $month }{ $year ->
    [none] { "" }
   *[other] { " " }{ $year } года
 }
time = { $minutes ->
    [0] { $hours } { $hours ->
        [one] час
        [few] часа
       *[other] часов
    }
   *[other] { $hours } { $minutes ->
        [1] ноль 1
        [2] ноль 2
        [3] ноль 3
        [4] ноль 4
        [5] ноль 5
        [6] ноль 6
        [7] ноль 7
        [8] ноль 8
        [9] ноль 9
       *[other] { $minutes }
    }
 }
money-rouble = { $units ->
    [0] { $cents } копеек
    [one] { $units } рубль{ $cents ->
        [0] { "" }
       *[other] { " " }{ $cents }
    }
    [few] { $units } рубля{ $cents ->
        [0] { "" }
       *[other] { " " }{ $cents }
    }
   *[other] { $units } рублей{ $cents ->
        [0] { "" }
       *[other] { " " }{ $cents }
    }
 }
# Что слышно в очереди.
queue = Вы в очереди: { $department }. { $minutes ->
    [0] Сейчас вас соединят.
    [one] Время ожидания около { $minutes } минуты.
   *[other] Время ожидания около { $minutes } минут.
 }
