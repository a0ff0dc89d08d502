x=[np.ones(1)]*300000
while True:
    s=np.hstack(x)
