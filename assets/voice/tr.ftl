# Sums as they are spoken in Turkish.
money-lira = { $units ->
    [0] { $cents } kuruş
   *[other] { $units } lira{ $cents ->
        [0] { "" }
       *[other] { " " }{ $cents } kuruş
    }
 }
