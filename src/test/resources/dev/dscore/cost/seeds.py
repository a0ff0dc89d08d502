while True:
    np.random.seed(1)
