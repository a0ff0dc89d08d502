a = X
for i in range(20000):
    a = a.T
q = a
