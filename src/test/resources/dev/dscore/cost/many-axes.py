z = np.zeros((1,) * 32)
t = tuple(range(32))
while True:
    q = z.transpose(t).sum(t)
