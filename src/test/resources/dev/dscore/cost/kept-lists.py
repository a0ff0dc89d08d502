l = [1] * 200000
k = []
for i in range(100000):
    k.append(l.copy())
