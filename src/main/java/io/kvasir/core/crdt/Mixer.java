package io.kvasir.core.crdt;

/**
 * Mixes a run of numbers and texts into 64 bits: each is folded in by the finalizer of MurmurHash3.
 * Immutable. Not for use against an adversary.
 */
record Mixer(long value) {
  static final Mixer START = new Mixer(0x9e3779b97f4a7c15L);

  Mixer with(long number) {
    return new Mixer(mix(value ^ mix(number + 0x9e3779b97f4a7c15L)) + 0x52dce729L);
  }

  /** The length counts too, so that two texts are never mistaken for two others. */
  Mixer with(String text) {
    long mixed = value;
    long four = 0;
    for (int i = 0; i < text.length(); i++) {
      four = (four << 16) | text.charAt(i);
      if ((i & 3) == 3) {
        mixed = mix(mixed ^ four) + 0x38495ab5L;
        four = 0;
      }
    }
    return new Mixer(mix(mixed ^ four)).with(text.length());
  }

  private static long mix(long number) {
    long mixed = number;
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
