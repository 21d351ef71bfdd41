# Sums as they are spoken in Hindi.
money-rupee = { $units ->
    [0] { $cents } पैसे
   *[other] { $units } रुपये{ $cents ->
        [0] { "" }
       *[other] { " " }{ $cents } पैसे
    }
 }
