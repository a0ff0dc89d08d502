k = []
while True:
    k.append(np.random.RandomState(1))
