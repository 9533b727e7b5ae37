import type { CourseType } from './course-types.ts';
import { isoOrNull } from './instants.ts';
import type { RandomStream } from './random.ts';
import type { RunSchedule } from './run-schedule.ts';

/** A seat as upstream nests it in a run; prices are text with cents. */
export interface Seat {
  type: string;
  price: string;
  currency: 'USD';
  upgrade_deadline: string | null;
  upgrade_deadline_override: string | null;
  /** Only for credit. */
  credit_provider?: string;
  credit_hours?: number;
  sku: string;
  bulk_sku: string | null;
}

/** The seats of one run; price in whole USD, null when the type sells nothing. */
export function drawSeats(
  type: CourseType,
  price: number | null,
  deadlines: Pick<RunSchedule, 'upgradeDeadline' | 'upgradeDeadlineOverride'>,
  stream: RandomStream,
): Seat[] {
  const seats: Seat[] = [];
  if (type.freeSeat !== null) {
    seats.push({ ...seat(type.freeSeat, 0, stream), bulk_sku: null });
  }
  for (const paid of type.paidSeats) {
    const isCredit = paid === 'credit';
    seats.push({
      ...seat(paid, isCredit ? (price ?? 0) + 100 : (price ?? 0), stream),
      upgrade_deadline: isoOrNull(deadlines.upgradeDeadline),
      upgrade_deadline_override: isoOrNull(deadlines.upgradeDeadlineOverride),
      ...(isCredit ? { credit_provider: 'harbour-credit', credit_hours: stream.whole(1, 4) } : {}),
    });
  }
  return seats;
}

/** The first seat that costs something and can still be bought, in the order of the seats. */
export function firstEnrollablePaidSeat(seats: readonly Seat[], now: number): Seat | undefined {
  return seats.find((candidate) => Number(candidate.price) > 0 && isBuyableAt(candidate, now));
}

/** Whether a seat's deadline (or its override) has not passed. */
export function isBuyableAt(candidate: Seat, now: number): boolean {
  const deadline = candidate.upgrade_deadline_override ?? candidate.upgrade_deadline;
  return deadline === null || Date.parse(deadline) > now;
}

function seat(type: string, price: number, stream: RandomStream): Seat {
  return {
    type,
    price: `${String(price)}.00`,
    currency: 'USD',
    upgrade_deadline: null,
    upgrade_deadline_override: null,
    sku: stream.sku(),
    bulk_sku: stream.sku(),
  };
}
