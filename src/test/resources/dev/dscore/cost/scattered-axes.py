a=np.ones((2,)*21)
while True:
    s=a.transpose().copy()
