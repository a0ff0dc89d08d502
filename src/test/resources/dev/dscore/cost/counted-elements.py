l = [1] * 200000
k = 0
for i in range(100000):
    k += l.count(2)
