# Sums as they are spoken in Russian.
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
