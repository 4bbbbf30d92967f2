/** Ties tests to the requirements of the RFCs. */
module io.handfast.requirements {
  exports io.handfast.requirements;
}
