const KEYS = 2 ** 48;
export const FIRST_SIZE = 64;
/** Slots from which on room is asked for far in advance: memory costs nothing until it is touched. */
export const LARGE = 32_768;
/** Seventeen of twenty slots are taken at most. */
export const LOAD = 0.85;
/** A large table grows in smaller steps. */
const GROWTH = 1.25;
/**
 * How far from its place a key may lie. Chance never comes near (e^−25 a key); names made to collide
 * would otherwise make every look-up a walk past all of them.
 */
export const FURTHEST = 2048;
/** Growing may move a key a slot or two further away. */
export const MARGIN = 64;

/** The slot that is the key's own: its share of all keys. */
export function placeOf(key: number, places: number): number {
  return Math.floor(key * (places / KEYS));
}

/** How many places follow when these are too few. */
export function morePlaces(places: number): number {
  return Math.ceil(places * (places < LARGE ? 2 : GROWTH));
}

/** Behind the last slot: no key lies further from its place. */
export function endOf(places: number): number {
  return places + Math.min((places >> 2) + 2 * MARGIN, FURTHEST + MARGIN);
}

/** Slots to ask for. */
export function roomOf(places: number): number {
  let room = FIRST_SIZE * 4;
  while (room < endOf(places)) {
    room *= room < LARGE ? 4 : 64;
  }
  return room;
}
