// Many of these tests measure silence and patience; beside each other on few processors they would take each other's time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
