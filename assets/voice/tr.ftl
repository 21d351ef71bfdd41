# Sums as they are spoken in Turkish.
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
