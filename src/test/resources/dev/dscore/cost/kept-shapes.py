z = np.zeros((1,) * 32)
m = []
while True:
    m.append([z.shape for i in range(10000)])
