v = np.arange(100000)
while True:
    q = np.isin(v, v) + np.searchsorted(v, v)
