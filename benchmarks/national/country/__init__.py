"""The country of the benchmark: 7,852 authorities and as many projects as are asked for, the same at every making."""
