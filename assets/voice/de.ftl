# Sums as they are spoken in German.
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
