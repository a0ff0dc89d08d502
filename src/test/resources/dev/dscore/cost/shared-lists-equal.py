q = [1, 2]
p = [1, 2]
for i in range(40):
    q = [q, q]
    p = [p, p]
b = p == q
