<?php // How far the looks through each form plugin's entries have come: no table is read from its beginning.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// Each entry is looked at for so long: what waits for a payment today is a request tomorrow.
const ENTRY_LOOKS     = 2 * DAY_IN_SECONDS;
// Tried again at every look, for ENTRY_DAYS; before one more the mark stops.
const MOST_UNREADABLE = 200;

/**
 * Says since when what was sent is looked for.
 */
function since_when( int $now ): int {
	return max( read_entries()['since'], $now - ENTRY_DAYS * DAY_IN_SECONDS );
}

/**
 * Finds the last entry of before that: numbers grow with time, so that halving finds it, however many there are.
 *
 * @param callable $list See keepers().
 * @return int Its number.
 */
function first_mark( callable $list, int $since ): int {
	$low  = 0;
	$high = $list( null, 1 )[0]['id'] ?? 0;
	while ( $low < $high ) {
		$middle = intdiv( $low + $high, 2 );
		$row    = $list( $middle, 1 )[0] ?? null;
		if ( null === $row || $row['at'] >= $since ) {
			$high = $middle;
		} else {
			$low = $row['id'];
		}
	}
	return $low;
}

/**
 * Says up to which number entries need no look any more.
 *
 * @param int                        $mark    Where it is.
 * @param list<array<string, mixed>> $rows    See keepers().
 * @param bool                       $is_full Whether others wait for their first look behind these.
 */
function next_mark( int $mark, array $rows, int $now, bool $is_full ): int {
	foreach ( $rows as $row ) {
		// What is dated tomorrow is as good as old: nobody knows when it came.
		if ( $row['at'] > $now - ( $is_full ? ENTRY_AGE : ENTRY_LOOKS ) && $row['at'] < $now + DAY_IN_SECONDS ) {
			break;
		}
		$mark = $row['id'];
	}
	return $mark;
}

/**
 * Notes how far a look came, and what it found.
 *
 * @param list<int> $asked Which were tried again, whether they are still there or not.
 * @param array{found: list<int>, failed: array<int, int>, unheard: list<int>, heard: int} $seen When those were sent
 *        that were found, in Unix seconds; number → when it was sent, of those that can't be read; when those of both were sent
 *        that nobody had heard of, and the last that we were told of.
 * @param int       $since See since_when().
 * @return int Up to where the look has come: before the first that can't be read and that is one too many to remember.
 */
function note_look( string $source, int $mark, array $asked, array $seen, int $since ): int {
	$kept = read_entries_afresh();
	$days = $kept['found'][ $source ] ?? array();
	foreach ( $seen['found'] as $at ) {
		$day          = gmdate( 'Y-m-d', $at );
		$days[ $day ] = ( $days[ $day ] ?? 0 ) + 1;
	}
	krsort( $days );
	list( $missed, $last ) = $kept['missed'][ $source ] ?? array( 0, 0 );
	// Those behind the mark are met again by themselves.
	$passed     = array_filter( $seen['failed'], static fn( int $id ): bool => $id <= $mark, ARRAY_FILTER_USE_KEY );
	$unreadable = $passed + array_diff_key( $kept['unreadable'][ $source ] ?? array(), array_flip( $asked ) );
	$unreadable = array_filter( $unreadable, static fn( int $at ): bool => $at >= $since );
	ksort( $unreadable );
	$too_many   = array_keys( $unreadable )[ MOST_UNREADABLE ] ?? null;
	$mark       = null === $too_many ? $mark : $too_many - 1;

	// Those that we were told of in between, and what was sent while we were off, tell nothing of its hook; what can't be
	// read is met again each night.
	$unheard = array_filter( $seen['unheard'], static fn( int $at ): bool => $at > max( $seen['heard'], $last, $kept['active_since'] ) );
	$missed  = ( $seen['heard'] > $last ? 0 : $missed ) + count( $unheard );
	change_entries(
		array(
			'marks'      => array( $source => $mark ) + $kept['marks'],
			'unreadable' => array_filter( array( $source => array_slice( $unreadable, 0, MOST_UNREADABLE, true ) ) + $kept['unreadable'] ),
			'found'      => array_filter( array( $source => array_slice( $days, 0, LEDGER_DAYS, true ) ) + $kept['found'] ),
			'missed'     => array( $source => array( $missed, max( $last, 0, ...$unheard ) ) ) + $kept['missed'],
		)
	);
	return $mark;
}
