q = (1, 2)
for i in range(40):
    q = (q, q)
assert False, q
