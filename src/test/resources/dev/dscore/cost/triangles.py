a = np.ones((1000, 1000))
while True:
    q = np.triu(np.roll(a, 1))
