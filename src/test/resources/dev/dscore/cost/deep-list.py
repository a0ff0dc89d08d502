q = [X]
for i in range(100000):
    q = [q]
dX = unknown(q)
