# Dates, times and sums as they are spoken in Hindi.
date = { $day } { $month }{ $year ->
    [none] { "" }
   *[other] { " " }{ $year }
 }
time = { $minutes ->
    [0] { $hours } बजे
   *[other] { $hours } बजकर { $minutes } मिनट
 }
money-rupee = { $units ->
    [0] { $cents } पैसे
   *[other] { $units } रुपये{ $cents ->
        [0] { "" }
       *[other] { " " }{ $cents } पैसे
    }
 }
# कतार में क्या सुनाई देता है।
queue = आप { $department } की कतार में हैं। { $minutes ->
    [0] आपको जल्द ही जोड़ा जाएगा।
   *[other] प्रतीक्षा लगभग { $minutes } मिनट की है।
 }
