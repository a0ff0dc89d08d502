q = [1, 2]
for i in range(40):
    q = [q, q]
a = np.array(q)
