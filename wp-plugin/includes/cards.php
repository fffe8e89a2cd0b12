<?php // Keeps payment cards out: which fields ask for one, by name and label, and numbers of cards wherever they were typed.
/**
 * Whoever keeps a card's number must follow the rules of the card industry; a site's form and Filon do not.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// Names under which a card's number, end or code is posted, in any of the ways of writing them. CVC alone is heating and
// ventilation, too, in French.
const CARD_NAMES      = '/(?:credit|debit|bank|payment)[-_ ]?card(?![a-z])|creditcard|card[-_ ]?number|(?<![a-z])card[-_ ]?(?:num|no|nr|exp\w*|cvc|cvv|csc|code)(?![a-z])'
	. '|(?<![a-z])cc[-_ ]?(?:number|num|no|nr|exp\w*|cvc|cvv|csc|code)(?![a-z])|(?<![a-z])(?:num[eé]ro|num|n|no)[-_ ]?(?:de[-_ ]?|du[-_ ]?)?(?:la[-_ ]?|votre[-_ ]?|ma[-_ ]?)?(?:carte|cb)(?![a-z])'
	. '|cartes?[-_ ]?(?:de[-_ ]?)?(?:cr[eé]dit|d[eé]bit|bancaire|bleue|paiement|num[eé]ro|exp\w*|cvv|cvc)(?![a-z])|cryptogramme|(?<![a-z])cb[-_ ]?(?:num[eé]ro|num|no|exp\w*)(?![a-z])'
	. '|n[uú]mero[-_ ]?(?:de[-_ ]?)?tarjeta|kartennummer|cvv|^code[-_ ]?cvc$|^cvc\d?$/iu';
// Labels that ask for one, in at most three words before it; a longer text speaks of cards, and asks something else.
const CARD_LABELS     = '/^\W*(?:[\p{L}\p{M}]+\W+){0,3}(?:(?:credit|debit|bank|payment)\W*card|card\W*(?:number|no|num|nr)(?!\p{L})|card\W*\#|card (?:security|verification) code'
	. '|cartes?\W+(?:de\W+(?:cr[ée]dit|d[ée]bit|paiement)|bancaire|bleue)|(?:num(?:[ée]ro)?|n[°ºo]?)\W*(?:de\W+|du\W+)?(?:la\W+|votre\W+|ma\W+)?(?:carte|cb)(?!\p{L})|cvv\d?(?!\p{L})|cryptogramme'
	. '|cb\W*$|n[úu]mero\W+de\W+(?:la\W+|su\W+)?tarjeta|kreditkarten?|kartennummer|رقم (?:ال)?بطاق(?:ة|ت)|(?:ال)?بطاق(?:ة|ت[كي]?) (?:ال)?(?:ائتمان|بنكية|مصرفية))|^\W*(?:code\W+)?cvc\d?(?!\W*\p{L})/iu';
const LONGEST_LABEL   = 60;
// Cards that are no means of payment.
const OTHER_CARDS     = '/cadeau|gift|fid[ée]lit|loyalt|avantage|reward|identit|(?<!\p{L})id(?!\p{L})|national|(?<!\p{L})cin(?!\p{L})|s[ée]jour|r[ée]sident|residen|grise|verte|vitale|mutuelle|sant[ée]|assur|insur|health|medical|visite|business|membre|member|adh[ée]r|abonn'
	. '|[ée]tudiant|student|jeune|lecteur|library|biblioth|transport|navigo|professionnelle|electeur|[ée]lectorale|carburant|fuel|(?<!\p{L})sim(?!\p{L})|m[ée]moire|memory|graphi|grafi|post(?:cart|ale|card)|وطني|تعريف|هوي[ةت]|شخصي|رمادي|وفاء|إقامة|عضوي|انخراط|اشتراك|طالب|هدي[ةت]|تأمين|صحي/iu';
// A number by itself, in one piece or as it stands on the card: within text, no part of something longer. Of fourteen digits it
// could be a SIRET, which passes the same check, and of thirteen the number of a book: those are known by their field alone.
const CARD_NUMBERS    = '/(?<![\dA-Za-z+])(?<!\d[ .-])(?:\d{4}([ .-]|\xC2\xA0|\xE2\x80\xAF)\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|\d{4}([ .-]|\xC2\xA0|\xE2\x80\xAF)\d{6}\2\d{5}|\d{15,19})(?![\dA-Za-z])/';
// Visa; Mastercard; American Express; Discover; JCB; UnionPay; Maestro: how each begins, and how long it is (ISO/IEC 7812).
const CARD_BEGINNINGS = '/^(?:4(?:\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|6(?:011|4[4-9]\d|5\d\d)\d{12,15}|35(?:2[89]|[3-8]\d)\d{12,15}|62\d{14,17}|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{12,15})$/D';

/**
 * Says whether a field that people write into asks for a payment card's number, end or code.
 *
 * @param string $name  As it is posted, when that is a name and no number.
 * @param string $label As the visitor sees it, on one line.
 */
function is_card_field( string $name, string $label ): bool {
	return ( 1 === preg_match( CARD_NAMES, $name ) || ( mb_strlen( $label, 'UTF-8' ) <= LONGEST_LABEL && 1 === preg_match( CARD_LABELS, $label ) ) )
		&& 1 !== preg_match( OTHER_CARDS, str_replace( '_', ' ', "$name $label" ) );
}

/**
 * Hides the numbers of payment cards in a text but for their last four digits, by which its owner knows which one it was.
 */
function without_cards( string $text ): string {
	if ( strlen( $text ) < 15 ) {
		return $text;
	}
	return (string) preg_replace_callback(
		CARD_NUMBERS,
		static function ( array $found ): string {
			$digits = (string) preg_replace( '/\D/', '', $found[0] );
			// What stands behind the fourth group may be its code.
			foreach ( array_unique( array( strlen( $digits ), 16 ) ) as $length ) {
				$number = substr( $digits, 0, $length );
				if ( 1 === preg_match( CARD_BEGINNINGS, $number ) && is_luhn( $number ) ) {
					return '•••• ' . substr( $number, -4 );
				}
			}
			return $found[0];
		},
		$text
	);
}

/**
 * Says whether the last digit of a number is the check of the others (ISO/IEC 7812-1, Luhn).
 */
function is_luhn( string $digits ): bool {
	$sum = 0;
	foreach ( array_reverse( str_split( $digits ) ) as $place => $digit ) {
		$value = (int) $digit * ( 1 + $place % 2 );
		$sum  += $value > 9 ? $value - 9 : $value;
	}
	return 0 === $sum % 10;
}
