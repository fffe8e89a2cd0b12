<?php // Comments as requests, where the owner says so: many a shop is asked for a price under an article.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// Replies to people, not what other sites send by themselves.
const COMMENT_TYPES = array( '', 'comment', 'review' );

/**
 * Says whether the owner wants comments as requests; most comments are none.
 */
function is_capturing_comments(): bool {
	return 'yes' === get_option( 'filon_comments' );
}

add_action( 'comment_post', __NAMESPACE__ . '\capture_comment', PHP_INT_MAX, 2 );
/**
 * Captures a comment, held for moderation or not.
 *
 * @param mixed $comment_id Whole number.
 * @param mixed $approved   1, 0, "spam" or "trash"; another plugin may have put anything in its place.
 */
function capture_comment( mixed $comment_id = null, mixed $approved = null ): void {
	capture_from(
		static function () use ( $comment_id, $approved ): ?array {
			$comment = is_capturing_comments() ? get_comment( (int) as_text( $comment_id ) ) : null;
			return null !== $comment && is_comment_request( $comment ) ? comment_submission( $comment, as_text( $approved ) ) : null;
		}
	);
}

add_action( 'transition_comment_status', __NAMESPACE__ . '\capture_comment_no_spam', PHP_INT_MAX, 3 );
/**
 * Captures a comment that somebody no longer takes for spam.
 *
 * @param mixed $after   Status.
 * @param mixed $before  Status.
 * @param mixed $comment WP_Comment.
 */
function capture_comment_no_spam( mixed $after = null, mixed $before = null, mixed $comment = null ): void {
	if ( ! in_array( $after, array( 'approved', 'unapproved' ), true ) || ! in_array( $before, array( 'spam', 'trash' ), true ) || ! $comment instanceof \WP_Comment ) {
		return;
	}
	require_once __DIR__ . '/reading.php';
	capture_no_spam( static fn(): ?array => is_comment_request( $comment ) ? comment_submission( $comment, $after ) : null );
}

/**
 * Says whether the owner wants it as a request.
 */
function is_comment_request( \WP_Comment $comment ): bool {
	return is_capturing_comments() && in_array( $comment->comment_type, COMMENT_TYPES, true ) && ! is_from_the_house( $comment );
}

/**
 * Says whether somebody who looks after the site, or wrote the article, left the comment: their replies are no requests.
 */
function is_from_the_house( \WP_Comment $comment ): bool {
	$user = (int) $comment->user_id;
	return $user > 0 && ( user_can( $user, 'moderate_comments' ) || user_can( $user, 'edit_post', (int) $comment->comment_post_ID ) );
}

/**
 * Makes the submission of a comment.
 *
 * @return array<string, mixed> See filon_capture().
 */
function comment_submission( \WP_Comment $comment, string $approved ): array {
	// Labels are WordPress's own, in the words that the visitor saw.
	// phpcs:disable WordPress.WP.I18n.MissingArgDomain
	$fields = array(
		array( 'author', __( 'Name' ), 'text', $comment->comment_author ),
		array( 'email', __( 'Email' ), 'email', $comment->comment_author_email ),
		array( 'url', __( 'Website' ), 'url', $comment->comment_author_url ),
		array( 'comment', _x( 'Comment', 'noun' ), 'textarea', $comment->comment_content ),
	);
	// phpcs:enable
	return array(
		'source'   => 'comments',
		'form'     => array(
			'id'    => 'comments',
			'title' => __( 'Comments', 'filon' ),
		),
		'entry_id' => $comment->comment_ID,
		'page'     => get_permalink( (int) $comment->comment_post_ID ) ?: null,
		'fields'   => array_map(
			static fn( array $field ): array => array(
				'id'    => $field[0],
				'label' => $field[1],
				'type'  => $field[2],
				'value' => plain_text( as_text( $field[3] ) ),
			),
			$fields
		),
		'spam_by'  => in_array( $approved, array( 'spam', 'trash' ), true ) ? 'wordpress' : '',
	);
}
