module example.consumer {
  requires io.handfast.host;
}
