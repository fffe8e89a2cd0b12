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
// ventilation, too, in French. Words before or after a number make another card of it, or a question about cards.
const CARD_END        = 'exp(?:ir\w*|[-_ ]?(?:date|month|year))?';
const CARD_NAMES      = '/^(?:(?:[a-z]?\d++|your|my|user|field|text|tel|input|form|pay|payment|billing|stripe|votre|ma)[-_ ]*)*(?:'
	. '(?:credit|debit|bank|payment)[-_ ]?card|creditcard|(?:(?:credit|debit|bank|payment)[-_ ]?)?card[-_ ]?(?:number|num|no|nr)|cartes?[-_ ]?(?:de[-_ ]?)?(?:cr[eé]dit|d[eé]bit|bancaire|bleue|paiement|num[eé]ro)'
	. '|(?:num[eé]ro|num|n|no)[-_ ]?(?:de[-_ ]?|du[-_ ]?)?(?:la[-_ ]?|votre[-_ ]?|ma[-_ ]?)?(?:carte(?:[-_ ]?(?:de[-_ ]?)?(?:cr[eé]dit|d[eé]bit|bancaire|bleue|paiement))?|cb)|cb[-_ ]?(?:num[eé]ro|num|no)'
	. '|n[uú]mero[-_ ]?(?:de[-_ ]?)?tarjeta(?:[-_ ]?(?:de[-_ ]?)?(?:cr[eé]dito|d[eé]bito|bancaria))?|(?:kredit)?kartennummer)(?:[-_ ]*\d++)*$'
	. '|(?:credit|debit|bank|payment)[-_ ]?card[-_ ]?(?:number|num|no|nr|' . CARD_END . '|cvc|csc|code)(?![a-z])|(?<![a-z])card[-_ ]?(?:' . CARD_END . '|cvc|csc|code)(?![a-z])'
	. '|(?<![a-z])cc[-_ ]?(?:number|num|no|nr|' . CARD_END . '|cvc|csc|code)(?![a-z])|cartes?[-_ ]?(?:bancaire[-_ ]?)?(?:' . CARD_END . '|cvc)(?![a-z])'
	. '|(?<![a-z])cb[-_ ]?' . CARD_END . '(?![a-z])|cryptogramme|cvv|^code[-_ ]?cvc$|^cvc\d?$/iu';
// Labels that ask for one: which card's it is, in at most three words before it, or none but such as every form has.
const CARD_LABELS     = '/^\W*(?:[\p{L}\p{M}]+\W+){0,3}(?:(?:credit|debit|bank|payment)\W*card\W*(?:number|no|num|nr|\#)(?!\p{L})|card (?:security|verification) code|cvv\d?(?!\p{L})|cryptogramme|kreditkartennummer'
	. '|(?:num(?:[ée]ro)?|n[°ºo]?)\W*(?:de\W+|du\W+)?(?:la\W+|votre\W+|ma\W+)?(?:carte\W+(?:(?:de\W+)?(?:cr[ée]dit|d[ée]bit|paiement)|bancaire|bleue|visa|mastercard)|cb(?!\p{L}))'
	. '|n[úu]mero\W+de\W+(?:la\W+|su\W+)?tarjeta\W+(?:de\W+(?:cr[ée]dito|d[ée]bito|pago)|bancaria)|رقم (?:ال)?بطاق(?:ة|ت[كي]?) (?:ال)?(?:ائتمان|بنكية|مصرفية|دفع|أداء))'
	. '|^\W*(?:(?:please|enter|type|your|my|the|payment|veuillez|saisir|saisissez|entrez|indiquez|indiquer|le|la|votre|ma|paiement|el|su|ihre?|die|أدخل|اكتب|يرجى|إدخال)\W+){0,4}'
	. '(?:(?:card\W*(?:number|no|num|nr|\#)|(?:num(?:[ée]ro)?|n[°ºo]?)\W*(?:de\W+|du\W+)?(?:la\W+|votre\W+|ma\W+)?carte|n[úu]mero\W+de\W+(?:la\W+|su\W+)?tarjeta|kartennummer|رقم (?:ال)?بطاق(?:ة|ت[كي]))\W*(?:\(\W*\d[^)]*\)\W*)?$'
	. '|(?:(?:credit|debit|bank|payment)\W*card|carte\W+(?:de\W+(?:cr[ée]dit|d[ée]bit|paiement)|bancaire|bleue)|cb|kreditkarte|tarjeta\W+(?:de\W+(?:cr[ée]dito|d[ée]bito)|bancaria)|(?:ال)?بطاق(?:ة|ت[كي]) (?:ال)?(?:ائتمان(?:ية)?|بنكية|مصرفية))[\s*:.]*$)'
	. '|^\W*(?:code\W+)?cvc\d?(?!\W*\p{L})/iu';
// Names and labels that speak of a means of payment, and ask for who knows what: its answer is looked at.
const CARD_WORDS      = '/(?:credit|debit|bank|payment)\W*card|card\W*holder|cartes?\W*(?:de\W*)?(?:cr[ée]dit|d[ée]bit|bancaire|bleue|paiement)|(?<!\p{L})cb(?!\p{L})|kreditkarte|tarjetas?\W*(?:de\W*)?(?:cr[ée]dito|d[ée]bito|bancaria)|بطاق(?:ة|ت[كي]?) (?:ال)?(?:ائتمان|بنكية|مصرفية)/iu';
const CARD_CODE_WORDS = '/(?<!\p{L})code(?!\p{L})|cv[cv]|crypto|chiffres|digits|s[ée]curit|رمز/iu';
const CARD_END_WORDS  = '/(?<!\p{L})exp(?!\p{L})|expir|valid|[ée]ch[ée]ance|fin(?!\p{L})|انتهاء|صلاحية/iu';
const LONGEST_LABEL   = 60;
// Cards that are no means of payment.
const OTHER_CARDS     = '/cadeau|gift|fid[ée]lit|loyalt|avantage|reward|identit|(?<!\p{L})id(?!\p{L})|national|(?<!\p{L})cin(?!\p{L})|s[ée]jour|r[ée]sident|residen|grise|verte|vitale|mutuelle|sant[ée]|assur|insur|health|medical|visite|business|membre|member|adh[ée]r|abonn'
	. '|[ée]tudiant|student|jeune|lecteur|library|biblioth|transport|navigo|professionnelle|electeur|[ée]lectorale|carburant|fuel|(?<!\p{L})sim(?!\p{L})|m[ée]moire|memory|graphi|grafi|post(?:cart|ale|card)|وطني|تعريف|هوي[ةت]|شخصي|رمادي|وفاء|إقامة|عضوي|انخراط|اشتراك|طالب|هدي[ةت]|تأمين|صحي/iu';
// A number by itself, in one piece or as it stands on the card: within text, no part of something longer. Of fourteen digits it
// could be a SIRET, which passes the same check, and of thirteen the number of a book: those are known by their field alone.
// Groups that go on behind it make it an account's number, unless they are the end and the code of the card, a phone, or
// another card.
const CARD_GAP        = '(?:[ .-]|\xC2\xA0|\xE2\x80\xAF)';
const CARD_REST       = '(?:(?:[,;:]?' . CARD_GAP . '|,|;)(?i:exp\w*[ .:]{0,3})?(?:(?:0?[1-9]|1[0-2])(?: ?[\/.-] ?\d{1,4}){1,2}(?!\d)(?:[,;]?' . CARD_GAP . '(?i:cv[cv][ .:]{0,3})?\d{3,4}(?![\dA-Za-z]))?'
	. '|(?:0[1-9]|1[0-2])' . CARD_GAP . '(?:20)?[23]\d' . CARD_GAP . '\d{3}(?!' . CARD_GAP . '?\d|[A-Za-z])))';
const CARD_NO_MORE    = '(?=' . CARD_REST . '|' . CARD_GAP . '0\d(?:' . CARD_GAP . '?\d\d){4}(?!\d)|' . CARD_GAP . '\d{4}(?:' . CARD_GAP . '\d{4}){3}(?!\d)|(?!' . CARD_GAP . '\d+' . CARD_GAP . '\d|' . CARD_GAP . '\d{5}|[\dA-Za-z]))';
const CARD_NUMBERS    = '/(?:\G(?<before>' . CARD_GAP . ')|(?<![\dA-Za-z+])(?<!\d[ .-]))(?<number>\d{4}(?<gap>' . CARD_GAP . ')\d{4}\k<gap>\d{4}\k<gap>\d{4}' . CARD_NO_MORE . '(?<more>(?!' . CARD_REST . ')\k<gap>\d{1,3}(?![\dA-Za-z]))?'
	. '|\d{4}(?<space>' . CARD_GAP . ')\d{6}\k<space>\d{5}' . CARD_NO_MORE . '|\d{15,19}(?![\dA-Za-z]))' . CARD_REST . '?/';
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
 * Hides what is nothing but a card's number, code or end in the answer to a question that speaks of cards, and the numbers
 * of cards in every other.
 *
 * @param string $name  As for is_card_field().
 * @param string $label As for is_card_field().
 */
function without_card_answer( string $value, string $name, string $label ): string {
	$asked = str_replace( array( '_', '-' ), ' ', "$name $label" );
	if ( 1 !== preg_match( CARD_WORDS, $asked ) || 1 === preg_match( OTHER_CARDS, $asked ) ) {
		return without_cards( $value );
	}
	$bare = (string) preg_replace( '/[\s.\/\x{2011}-]+/u', '', $value );
	// A bank's own card may begin like none of the known ones, or have been mistyped.
	if ( 1 === preg_match( '/^\d{12,19}$/D', $bare ) ) {
		return '•••• ' . substr( $bare, -4 );
	}
	$is_code = 1 === preg_match( '/^\d{3,4}$/D', $bare ) && 1 === preg_match( CARD_CODE_WORDS, $asked );
	$is_end  = 1 === preg_match( '/^(?:0?[1-9]|1[0-2])(?:20)?\d\d$/D', $bare ) && 1 === preg_match( CARD_END_WORDS, $asked );
	return $is_code || $is_end ? '••••' : without_cards( $value );
}

/**
 * Hides the numbers of payment cards in a text but for their last four digits, by which its owner knows which one it was;
 * with them the end and the code that stand behind.
 */
function without_cards( string $text ): string {
	if ( strlen( $text ) < 15 ) {
		return $text;
	}
	return (string) preg_replace_callback(
		CARD_NUMBERS,
		static function ( array $found ): string {
			$digits = (string) preg_replace( '/\D/', '', $found['number'] );
			// What stands behind the fourth group may be its code, or a number of something else when it is shorter.
			$more   = (string) preg_replace( '/\D/', '', $found['more'] ?? '' );
			foreach ( array_unique( array( strlen( $digits ), 16 ) ) as $length ) {
				$number = substr( $digits, 0, $length );
				if ( 1 === preg_match( CARD_BEGINNINGS, $number ) && is_luhn( $number ) ) {
					return $found['before'] . '•••• ' . substr( $number, -4 ) . ( $number !== $digits && strlen( $more ) < 3 ? $found['more'] : '' );
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
