<?php // Contact Form 7: the messages that Flamingo keeps of it.
/**
 * Written for Flamingo 2.6. It keeps them after the mail, and our hook is before: what was captured is known by its words.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Lists messages; see keepers().
 *
 * @param int|null $after Number.
 * @return list<array<string, mixed>>
 */
function flamingo_entries( ?int $after, int $most ): array {
	$forms = flamingo_forms();
	return array_map(
		static function ( object $row ) use ( $forms ): array {
			$id    = (int) $row->entry_id;
			$form  = $forms[ flamingo_channel( $id ) ] ?? null;
			$entry = entry_in_list( $row, $form?->id(), $row->post_date, true, 'publish' === $row->post_status && null !== $form );
			return entry_by_words( 'cf7', $entry, static fn(): ?array => flamingo_kept( $id, $form ) );
		},
		entry_posts( 'flamingo_inbound', 'post_type', $after, $most )
	);
}

/**
 * Lists the forms whose messages Flamingo keeps, once in a request: those that can't be read are listed one by one.
 *
 * @return array<int, object> Channel there → WPCF7_ContactForm.
 */
function flamingo_forms(): array {
	static $known = array();
	$site         = get_current_blog_id();
	if ( isset( $known[ $site ] ) ) {
		return $known[ $site ];
	}
	$forms = array();
	foreach ( \WPCF7_ContactForm::find( array( 'posts_per_page' => MOST_FORMS ) ) as $form ) {
		$about = get_post_meta( $form->id(), '_flamingo', true );
		$forms[ (int) ( is_array( $about ) ? $about['channel'] ?? 0 : 0 ) ] = $form;
	}
	unset( $forms[0] );
	$known[ $site ] = $forms;
	return $forms;
}

/**
 * Gives the channel of a message, 0 for none.
 */
function flamingo_channel( int $id ): int {
	$channels = wp_get_object_terms( $id, 'flamingo_inbound_channel', array( 'fields' => 'ids' ) );
	return is_array( $channels ) ? (int) ( $channels[0] ?? 0 ) : 0;
}

/**
 * Reads a message; see keepers(). The list has read it.
 *
 * @return array<string, mixed>|null
 */
function flamingo_entry(): ?array {
	return null;
}

/**
 * Makes the submission of a message, by way of what Contact Form 7 would hand over.
 *
 * @param object $form WPCF7_ContactForm.
 * @return array<string, mixed>|null See filon_capture(); null for what its owner lets nobody keep.
 */
function flamingo_kept( int $id, object $form ): ?array {
	$message = new \Flamingo_Inbound_Message( $id );
	$sent    = new class( (array) $message->fields, (array) $message->meta ) {
		/**
		 * Takes what was kept.
		 *
		 * @param array<string, mixed> $fields What was sent, by name.
		 * @param array<string, mixed> $meta   What Flamingo knows beside.
		 */
		public function __construct( private array $fields, private array $meta ) {}

		/**
		 * Gives what was sent, or one value of it.
		 */
		public function get_posted_data( string $name = '' ): mixed {
			return '' === $name ? $this->fields : $this->fields[ $name ] ?? '';
		}

		/**
		 * Gives the page.
		 */
		public function get_meta( string $name ): mixed {
			return $this->meta[ 'container_post_id' === $name ? 'post_id' : $name ] ?? '';
		}

		/**
		 * Gives nothing: files are not kept.
		 *
		 * @return list<string>
		 */
		public function uploaded_files(): array {
			return array();
		}
	};
	return may_keep_cf7( $form, $sent ) ? cf7_submission( $form, $sent, '' ) : null;
}
